// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.batch.BatchPeer;
import io.waterclock.benchmarks.batch.Names;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.input.AdEvent;
import io.waterclock.benchmarks.input.JobInput;
import io.waterclock.benchmarks.input.NarrowInput;
import io.waterclock.benchmarks.input.WordCountInput;
import io.waterclock.benchmarks.input.Words;
import io.waterclock.benchmarks.input.YsbInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** Flink in this process, as a stream that ends: it keeps no groups and sorts nothing there, so it has no part in those. */
public final class FlinkBatch implements BatchPeer {

    @Override
    public String name() {
        return Names.FLINK_2;
    }

    /** Those of its own configuration for Java 17 that concern what is run here. */
    @Override
    public List<String> jvmOptions() {
        return List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED");
    }

    @Override
    public List<Contender> narrow(NarrowInput input) {
        return List.of(new Narrow(input));
    }

    @Override
    public List<Contender> wordCount(WordCountInput input) {
        return List.of(new WordCount(input));
    }

    @Override
    public List<Contender> job(JobInput input) {
        return input.kept() || input.partitions() != 2 || input.stages() != 2 ? List.of() : List.of(new Job(input));
    }

    @Override
    public List<Contender> ysb(YsbInput input) {
        return List.of(new Ysb(input));
    }

    /** Over one list. */
    private abstract static class OverList<T> extends FlinkContender {
        private final List<T> records;
        private final TypeInformation<T> type;
        private int held = -1;

        OverList(List<T> records, TypeInformation<T> type) {
            this.records = records;
            this.type = type;
        }

        @Override
        final void begin() {
            held = Held.put(records);
        }

        final DataStream<T> read(StreamExecutionEnvironment env) {
            return read(env, held, type);
        }
    }

    private static final class Narrow extends OverList<Integer> {
        private final int operators;

        Narrow(NarrowInput input) {
            super(Arrays.asList(input.records()), Types.INT);
            this.operators = input.operators();
        }

        @Override
        public long job() throws Exception {
            StreamExecutionEnvironment env = environment();
            DataStream<Integer> source = read(env);
            DataStream<Integer> kept = switch (operators) {
                case 4 -> operators4(source);
                case 8 -> operators8(source);
                default -> operators16(source);
            };
            int counts = Results.open();
            run(env, kept.flatMap(new Counting(counts)).returns(Types.LONG));
            long sum = 0;
            for (Long count : Results.<Long>take(counts)) {
                sum += count;
            }
            return sum;
        }

        private static DataStream<Integer> operators4(DataStream<Integer> source) {
            return source.map(x -> x + 1)
                    .filter(x -> (x & 15) != 3)
                    .map(x -> x * 3)
                    .filter(x -> (x & 15) != 5);
        }

        private static DataStream<Integer> operators8(DataStream<Integer> source) {
            return operators4(source)
                    .map(x -> x + 7)
                    .filter(x -> (x & 15) != 9)
                    .map(x -> x ^ 21)
                    .filter(x -> (x & 15) != 14);
        }

        private static DataStream<Integer> operators16(DataStream<Integer> source) {
            return operators8(source)
                    .map(x -> x - 11)
                    .filter(x -> (x & 31) != 1)
                    .map(x -> x * 5)
                    .filter(x -> (x & 31) != 12)
                    .map(x -> x + 13)
                    .filter(x -> (x & 31) != 22)
                    .map(x -> x ^ 37)
                    .filter(x -> (x & 31) != 30);
        }
    }

    /** Tells how many came when its task ends; passes nothing on. */
    private static final class Counting extends RichFlatMapFunction<Integer, Long> {
        private static final long serialVersionUID = 1L;

        private final int results;
        private long count;

        Counting(int results) {
            this.results = results;
        }

        @Override
        public void flatMap(Integer record, Collector<Long> out) {
            count++;
        }

        @Override
        public void close() {
            Results.add(results, count);
        }
    }

    private static final class WordCount extends OverList<String> {
        WordCount(WordCountInput input) {
            super(input.lines(), Types.STRING);
        }

        @Override
        public long job() throws Exception {
            StreamExecutionEnvironment env = environment();
            List<Tuple2<String, Integer>> counts = run(
                    env,
                    counted(read(env)
                            .<Tuple2<String, Integer>>flatMap((line, out) -> {
                                for (String word : line.split(" ")) {
                                    out.collect(new Tuple2<>(word, 1));
                                }
                            })
                            .returns(Types.TUPLE(Types.STRING, Types.INT))));
            long checksum = 0;
            for (Tuple2<String, Integer> counted : counts) {
                checksum += Words.checksum(counted.f0, counted.f1);
            }
            return checksum;
        }
    }

    private static final class Job extends OverList<Integer> {
        Job(JobInput input) {
            super(input.records(), Types.INT);
        }

        @Override
        public long job() throws Exception {
            StreamExecutionEnvironment env = environment();
            List<Tuple2<Integer, Integer>> counts = run(
                    env,
                    counted(read(env)
                            .map(x -> new Tuple2<>(x % JobInput.KEYS, 1))
                            .returns(Types.TUPLE(Types.INT, Types.INT))));
            long checksum = 0;
            for (Tuple2<Integer, Integer> counted : counts) {
                checksum += counted.f0 * (long) counted.f1;
            }
            return checksum;
        }
    }

    private static final class Ysb extends OverList<AdEvent> {
        private final Map<Integer, Integer> campaigns;

        Ysb(YsbInput input) {
            super(Arrays.asList(input.events()), Types.GENERIC(AdEvent.class));
            this.campaigns = input.campaignOf();
        }

        @Override
        public long job() throws Exception {
            Map<Integer, Integer> campaignOf = campaigns;
            StreamExecutionEnvironment env = environment();
            List<Tuple2<Integer, Integer>> counts = run(
                    env,
                    counted(read(env)
                            .filter(event -> event.type() == AdEvent.VIEW)
                            .map(event -> new Tuple2<>(campaignOf.get(event.ad()), 1))
                            .returns(Types.TUPLE(Types.INT, Types.INT))));
            long checksum = 0;
            for (Tuple2<Integer, Integer> counted : counts) {
                checksum += YsbInput.checksum(counted.f0, counted.f1);
            }
            return checksum;
        }
    }
}
