// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.batch.Names;
import io.waterclock.benchmarks.harness.Contender;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.GlobalWindows;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in this process with one task manager of two slots, that stays for all jobs. Objects are reused between chained
 * operators; what is keyed goes through its serializers. Counts by key are sums in a window that fires at the end of input,
 * which it keeps as one value a key, on the heap.
 */
abstract class FlinkContender implements Contender {
    static final int SLOTS = 2;
    private static final int POLLUTING_RECORDS = 20_000;
    private static final int POLLUTING_ROUNDS = 6;

    private @Nullable MiniCluster cluster;
    private Configuration conf = new Configuration();

    @Override
    public final String name() {
        return Names.FLINK_2;
    }

    @Override
    public final boolean isHeavy() {
        return true;
    }

    @Override
    public final void setUp() throws Exception {
        conf = new Configuration();
        conf.set(RestOptions.PORT, 0);
        conf.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        conf.set(RestOptions.ADDRESS, "127.0.0.1");
        conf.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(conf)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .setCommonBindAddress("127.0.0.1")
                .build());
        cluster.start();
        begin();
    }

    /** Makes ready what is read. */
    abstract void begin();

    final StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(conf);
        env.setParallelism(SLOTS);
        env.getConfig().enableObjectReuse();
        return env;
    }

    /** The objects of a list that is {@linkplain Held held}, a half from each of two tasks. */
    static <T> DataStream<T> read(StreamExecutionEnvironment env, int held, TypeInformation<T> type) {
        return env.fromSequence(0, SLOTS - 1L)
                .<T>flatMap((index, out) ->
                        Held.<T>part(held, Math.toIntExact(index), SLOTS).forEach(out::collect))
                .returns(type);
    }

    /** One for each. */
    static <K> DataStream<Tuple2<K, Integer>> counted(DataStream<Tuple2<K, Integer>> ones) {
        return ones.keyBy(pair -> pair.f0, keyType(ones))
                .window(GlobalWindows.createWithEndOfStreamTrigger())
                .reduce((one, other) -> new Tuple2<>(one.f0, one.f1 + other.f1));
    }

    @SuppressWarnings("unchecked")
    private static <K> TypeInformation<K> keyType(DataStream<Tuple2<K, Integer>> pairs) {
        return (TypeInformation<K>)
                ((org.apache.flink.api.java.typeutils.TupleTypeInfo<?>) pairs.getType()).getTypeAt(0);
    }

    /** Runs the job that ends in this, and answers what comes to its end. */
    final <R> List<R> run(StreamExecutionEnvironment env, DataStream<R> last) throws Exception {
        int results = Results.open();
        last.map(result -> {
                    Results.add(results, result);
                    return true;
                })
                .returns(Types.BOOLEAN)
                .sinkTo(new DiscardingSink<>());
        Objects.requireNonNull(cluster, "setUp")
                .executeJobBlocking(env.getStreamGraph().getJobGraph());
        return Results.take(results);
    }

    @Override
    public final void pollute() throws Exception {
        int numbers = Held.put(IntStream.range(0, POLLUTING_RECORDS).boxed().toList());
        int texts = Held.put(IntStream.range(0, POLLUTING_RECORDS)
                .mapToObj(i -> "a" + i % 97 + ",b")
                .toList());
        for (int round = 0; round < POLLUTING_ROUNDS; round++) {
            StreamExecutionEnvironment narrow = environment();
            run(
                    narrow,
                    read(narrow, numbers, Types.INT)
                            .map(x -> x / 2)
                            .filter(x -> x > POLLUTING_RECORDS / 2 - 100)
                            .map(x -> "n" + x)
                            .filter(s -> s.length() > 2));
            StreamExecutionEnvironment keyed = environment();
            run(
                    keyed,
                    counted(read(keyed, texts, Types.STRING)
                            .map(text -> new Tuple2<>(text.length(), 1))
                            .returns(Types.TUPLE(Types.INT, Types.INT))));
        }
    }

    @Override
    public final void close() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        Held.clear();
    }
}
