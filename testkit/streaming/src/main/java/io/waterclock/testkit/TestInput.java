// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.rdd.Lineage;
import io.waterclock.source.LocalListSource;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.listener.StreamInputInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An input that a test fills. What is pushed is in the next batch that is made.
 *
 * @param <T> the type of its records
 */
public final class TestInput<T> {
    private final Pushed stream;
    private final int partitions;
    private List<List<T>> next = new ArrayList<>();

    TestInput(DStreamGraph graph, int partitions) {
        this.partitions = partitions;
        this.stream = new Pushed(graph);
    }

    /** The stream that a program under test takes. */
    public DStream<T> stream() {
        return stream;
    }

    /** Adds records to the next batch. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final TestInput<T> push(T... records) {
        return push(Arrays.asList(records));
    }

    /** Adds records to the next batch, over the default number of partitions. */
    public TestInput<T> push(List<? extends T> records) {
        int from = 0;
        for (int i = 0; i < partitions; i++) {
            int to = (int) ((long) (i + 1) * records.size() / partitions);
            pushPartition(records.subList(from, to));
            from = to;
        }
        return this;
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
