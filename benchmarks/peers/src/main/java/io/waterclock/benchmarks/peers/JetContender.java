// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.BatchStage;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import io.waterclock.benchmarks.batch.Names;
import io.waterclock.benchmarks.harness.Contender;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One member on loopback, two cooperative threads, light jobs. Sources of two processors give the benchmark's very objects,
 * and edges inside a member hand over references.
 */
abstract class JetContender implements Contender {
    private static final int THREADS = 2;
    private static final int POLLUTING_RECORDS = 20_000;
    private static final int POLLUTING_ROUNDS = 6;

    private @Nullable HazelcastInstance member;

    @Override
    public final String name() {
        return Names.JET_2;
    }

    @Override
    public final boolean isHeavy() {
        return true;
    }

    @Override
    public final void setUp() {
        Config config = new Config();
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getJetConfig().setEnabled(true).setCooperativeThreadCount(THREADS);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        member = Hazelcast.newHazelcastInstance(config);
        begin();
    }

    /** Makes ready what is read. */
    abstract void begin();

    /** A stage that reads a list that is {@linkplain Held held}, a half by each thread. */
    static <T> BatchStage<T> read(Pipeline pipeline, int held) {
        return pipeline.readFrom(Sources.<T>batchFromProcessor(
                        "records", ProcessorMetaSupplier.of(THREADS, () -> new Reading(held))))
                .setLocalParallelism(THREADS);
    }

    /** Runs it, and answers what comes to its end. */
    final <R> List<R> run(Pipeline pipeline, BatchStage<R> last) {
        int results = Results.open();
        last.writeTo(Sinks.fromProcessor("results", ProcessorMetaSupplier.of(1, () -> new Writing(results))));
        Objects.requireNonNull(member, "setUp").getJet().newLightJob(pipeline).join();
        return Results.take(results);
    }

    @Override
    public final void pollute() {
        int numbers = Held.put(IntStream.range(0, POLLUTING_RECORDS).boxed().toList());
        int texts = Held.put(IntStream.range(0, POLLUTING_RECORDS)
                .mapToObj(i -> "a" + i % 97 + ",b")
                .toList());
        for (int round = 0; round < POLLUTING_ROUNDS; round++) {
            Pipeline narrow = Pipeline.create();
            run(
                    narrow,
                    JetContender.<Integer>read(narrow, numbers)
                            .map(x -> x / 2)
                            .filter(x -> x > 3)
                            .map(x -> "n" + x)
                            .filter(s -> s.length() > 2)
                            .aggregate(AggregateOperations.counting()));
            Pipeline keyed = Pipeline.create();
            run(
                    keyed,
                    JetContender.<String>read(keyed, texts)
                            .flatMap(text -> Traversers.traverseArray(text.split(",")))
                            .filter(text -> !text.isEmpty())
                            .groupingKey(String::length)
                            .aggregate(AggregateOperations.maxBy(String::compareTo)));
            Pipeline byLong = Pipeline.create();
            run(
                    byLong,
                    JetContender.<Integer>read(byLong, numbers)
                            .groupingKey(x -> (long) x % 50)
                            .aggregate(AggregateOperations.summingLong(x -> x)));
        }
    }

    @Override
    public final void close() {
        if (member != null) {
            member.shutdown();
        }
        Held.clear();
    }

    private static final class Reading extends AbstractProcessor {
        private final int held;
        private @Nullable Traverser<Object> records;

        Reading(int held) {
            this.held = held;
        }

        @Override
        protected void init(Context context) {
            records = Traversers.traverseIterable(
                    Held.part(held, context.globalProcessorIndex(), context.totalParallelism()));
        }

        @Override
        public boolean complete() {
            return emitFromTraverser(Objects.requireNonNull(records, "init"));
        }
    }

    private static final class Writing extends AbstractProcessor {
        private final int results;

        Writing(int results) {
            this.results = results;
        }

        @Override
        protected boolean tryProcess(int ordinal, Object item) {
            Results.add(results, item);
            return true;
        }
    }
}
