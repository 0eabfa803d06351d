// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.RDD;
import io.waterclock.source.LocalListSource;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.listener.StreamInputInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An input that a test fills. What is pushed is in the next batch that is made.
 *
 * @param <T> the type of its records
 */
public final class TestInput<T> {
    private final int partitions;
    private final @Nullable SplittableRandom random;
    private Pushed stream;
    private List<List<T>> next = new ArrayList<>();

    /** @param random where {@link #push} cuts; null for pieces as equal as can be */
    TestInput(DStreamGraph graph, int partitions, @Nullable SplittableRandom random) {
        this.partitions = partitions;
        this.random = random;
        this.stream = new Pushed(graph);
    }

    /** Goes on as an input of another program; what no batch has taken stays. */
    void connect(DStreamGraph graph) {
        this.stream = new Pushed(graph);
    }

    /** The stream that a program under test takes; another one after a {@linkplain StreamingTestKit#restart restart}. */
    public DStream<T> stream() {
        return stream;
    }

    /** Adds records to the next batch. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final TestInput<T> push(T... records) {
        return push(Arrays.asList(records));
    }

    /**
     * Adds records to the next batch, over the default number of partitions and in their order. Where one partition ends and the next
     * begins is left to chance, since no program may rely on it; {@link #pushPartition} says it.
     */
    public TestInput<T> push(List<? extends T> records) {
        int[] ends = ends(records.size());
        int from = 0;
        for (int to : ends) {
            pushPartition(records.subList(from, to));
            from = to;
        }
        return this;
    }

    private int[] ends(int size) {
        int[] ends = new int[partitions];
        for (int i = 0; i < partitions; i++) {
            ends[i] = random == null ? (int) ((i + 1L) * size / partitions) : random.nextInt(size + 1);
        }
        ends[partitions - 1] = size;
        Arrays.sort(ends);
        return ends;
    }

    /** Adds a partition with these records, maybe none, to the next batch. */
    public synchronized TestInput<T> pushPartition(List<? extends T> records) {
        next.add(new ArrayList<>(records));
        return this;
    }

    private synchronized List<List<T>> take() {
        List<List<T>> taken = next;
        next = new ArrayList<>();
        return taken;
    }

    private final class Pushed extends InputDStream<T> {
        private StreamInputInfo info;

        Pushed(DStreamGraph graph) {
            super(graph, "input");
            this.info = new StreamInputInfo(id(), 0);
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public RDD<T> compute(Time validTime) {
            List<List<T>> taken = take();
            List<Lineage> parts = new ArrayList<>();
            long count = 0;
            for (List<T> records : taken.isEmpty() ? List.of(List.<T>of()) : taken) {
                parts.add(new Lineage.Source(operator(), LocalListSource.of("input", records, 1)));
                count += records.size();
            }
            info = new StreamInputInfo(id(), count);
            return new RDD<>(graph().rdds(), new Lineage.Union(operator(), parts));
        }

        @Override
        public StreamInputInfo inputInfo(Time time) {
            StreamInputInfo last = info;
            info = new StreamInputInfo(id(), 0);
            return last;
        }
    }
}
