// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.pipeline.BatchStage;
import com.hazelcast.jet.pipeline.JoinClause;
import com.hazelcast.jet.pipeline.Pipeline;
import io.waterclock.benchmarks.batch.BatchPeer;
import io.waterclock.benchmarks.batch.Names;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.input.AdEvent;
import io.waterclock.benchmarks.input.GroupInput;
import io.waterclock.benchmarks.input.JobInput;
import io.waterclock.benchmarks.input.JoinInput;
import io.waterclock.benchmarks.input.NarrowInput;
import io.waterclock.benchmarks.input.WordCountInput;
import io.waterclock.benchmarks.input.Words;
import io.waterclock.benchmarks.input.YsbInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Hazelcast Jet, in this process. It has no partitions that a user sees, and no sort. */
public final class JetBatch implements BatchPeer {

    @Override
    public String name() {
        return Names.JET_2;
    }

    /** Those that it asks for in its log. */
    @Override
    public List<String> jvmOptions() {
        return List.of(
                "--add-modules=java.se",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.management/sun.management=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");
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
        return input.kept() || input.partitions() != 2 ? List.of() : List.of(new Job(input));
    }

    @Override
    public List<Contender> ysb(YsbInput input) {
        return List.of(new Ysb(input));
    }

    @Override
    public List<Contender> group(GroupInput input) {
        return List.of(new Group(input));
    }

    @Override
    public List<Contender> join(JoinInput input) {
        return List.of(new Join(input));
    }

    /** Over one list. */
    private abstract static class OverList<T> extends JetContender {
        private final List<T> records;
        private int held = -1;

        OverList(List<T> records) {
            this.records = records;
        }

        @Override
        final void begin() {
            held = Held.put(records);
        }

        final BatchStage<T> read(Pipeline pipeline) {
            return read(pipeline, held);
        }
    }

    private static final class Narrow extends OverList<Integer> {
        private final int operators;

        Narrow(NarrowInput input) {
            super(Arrays.asList(input.records()));
            this.operators = input.operators();
        }

        @Override
        public long job() {
            Pipeline pipeline = Pipeline.create();
            BatchStage<Integer> source = read(pipeline);
            BatchStage<Integer> kept = switch (operators) {
                case 4 -> operators4(source);
                case 8 -> operators8(source);
                default -> operators16(source);
            };
            return run(pipeline, kept.aggregate(AggregateOperations.counting())).get(0);
        }

        private static BatchStage<Integer> operators4(BatchStage<Integer> source) {
            return source.map(x -> x + 1)
                    .filter(x -> (x & 15) != 3)
                    .map(x -> x * 3)
                    .filter(x -> (x & 15) != 5);
        }

        private static BatchStage<Integer> operators8(BatchStage<Integer> source) {
            return operators4(source)
                    .map(x -> x + 7)
                    .filter(x -> (x & 15) != 9)
                    .map(x -> x ^ 21)
                    .filter(x -> (x & 15) != 14);
        }

        private static BatchStage<Integer> operators16(BatchStage<Integer> source) {
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

    private static final class WordCount extends OverList<String> {
        WordCount(WordCountInput input) {
            super(input.lines());
        }

        @Override
        public long job() {
            Pipeline pipeline = Pipeline.create();
            List<Map.Entry<String, Long>> counts = run(
                    pipeline,
                    read(pipeline)
                            .flatMap(line -> Traversers.traverseArray(line.split(" ")))
                            .groupingKey(word -> word)
                            .aggregate(AggregateOperations.counting()));
            long checksum = 0;
            for (Map.Entry<String, Long> counted : counts) {
                checksum += Words.checksum(counted.getKey(), counted.getValue());
            }
            return checksum;
        }
    }

    private static final class Job extends OverList<Integer> {
        private final int stages;

        Job(JobInput input) {
            super(input.records());
            this.stages = input.stages();
        }

        @Override
        public long job() {
            Pipeline pipeline = Pipeline.create();
            if (stages == 1) {
                return run(pipeline, read(pipeline).filter(x -> (x & 3) != 0).aggregate(AggregateOperations.counting()))
                        .get(0);
            }
            List<Map.Entry<Integer, Long>> counts = run(
                    pipeline,
                    read(pipeline).groupingKey(x -> x % JobInput.KEYS).aggregate(AggregateOperations.counting()));
            long checksum = 0;
            for (Map.Entry<Integer, Long> counted : counts) {
                checksum += counted.getKey() * counted.getValue();
            }
            return checksum;
        }
    }

    private static final class Ysb extends OverList<AdEvent> {
        private final Map<Integer, Integer> campaigns;

        Ysb(YsbInput input) {
            super(Arrays.asList(input.events()));
            this.campaigns = input.campaignOf();
        }

        @Override
        public long job() {
            Map<Integer, Integer> campaignOf = campaigns;
            Pipeline pipeline = Pipeline.create();
            List<Map.Entry<Integer, Long>> counts = run(
                    pipeline,
                    read(pipeline)
                            .filter(event -> event.type() == AdEvent.VIEW)
                            .groupingKey(event -> campaignOf.get(event.ad()))
                            .aggregate(AggregateOperations.counting()));
            long checksum = 0;
            for (Map.Entry<Integer, Long> counted : counts) {
                checksum +=
                        YsbInput.checksum(counted.getKey(), counted.getValue().intValue());
            }
            return checksum;
        }
    }

    private static final class Group extends OverList<Integer> {
        private final int remainders;

        Group(GroupInput input) {
            super(Arrays.asList(input.records()));
            this.remainders = input.keys();
        }

        @Override
        public long job() {
            int keys = remainders;
            Pipeline pipeline = Pipeline.create();
            return run(
                            pipeline,
                            read(pipeline)
                                    .groupingKey(x -> x % keys)
                                    .aggregate(AggregateOperations.toList())
                                    .map(group -> {
                                        long sum = 0;
                                        for (Integer value : group.getValue()) {
                                            sum += value;
                                        }
                                        return GroupInput.checksum(
                                                group.getKey(), group.getValue().size(), sum);
                                    })
                                    .aggregate(AggregateOperations.summingLong(x -> x)))
                    .get(0);
        }
    }

    private static final class Join extends JetContender {
        private final JoinInput input;
        private int left = -1;
        private int right = -1;

        Join(JoinInput input) {
            this.input = input;
        }

        @Override
        void begin() {
            left = Held.put(Arrays.asList(input.left()));
            right = Held.put(Arrays.asList(input.right()));
        }

        @Override
        public long job() {
            Pipeline pipeline = Pipeline.create();
            BatchStage<Integer> one = read(pipeline, left);
            BatchStage<Integer> other = read(pipeline, right);
            JoinClause<Integer, Integer, Integer, Integer> sameKey =
                    JoinClause.<Integer, Integer, Integer>onKeys(x -> x, x -> x).projecting(x -> x * 3);
            BatchStage<Long> joined =
                    one.innerHashJoin(other, sameKey, (x, value) -> JoinInput.checksum(x, x + 1, value));
            return run(pipeline, joined.aggregate(AggregateOperations.summingLong(x -> x)))
                    .get(0);
        }
    }
}
