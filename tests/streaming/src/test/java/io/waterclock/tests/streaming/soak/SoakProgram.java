// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A program that can run for ever, and knows what each of its outputs must be in each batch. */
abstract class SoakProgram {

    private static final class Check<T> {
        private final String name;
        private final int slide;
        private final IntFunction<List<T>> expected;
        private @Nullable List<T> seen;

        Check(String name, int slide, IntFunction<List<T>> expected) {
            this.name = name;
            this.slide = slide;
            this.expected = expected;
        }

        /** Once a batch that the stream has one in. */
        void saw(List<T> records) {
            if (seen != null) {
                throw new AssertionError(name + ": a batch came twice");
            }
            seen = records;
        }

        void check(int batch) {
            List<T> records = seen;
            seen = null;
            List<T> wanted = batch % slide == 0 ? expected.apply(batch) : null;
            boolean same = wanted == null || records == null
                    ? wanted == null && records == null
                    : wanted.size() == records.size() && counts(wanted).equals(counts(records));
            if (!same) {
                throw new AssertionError(
                        name + " in batch " + batch + ": expected, in any order, " + wanted + ", and saw " + records);
            }
        }

        private static <T> Map<T, Integer> counts(List<T> records) {
            Map<T, Integer> counts = new HashMap<>();
            records.forEach(r -> counts.merge(r, 1, Integer::sum));
            return counts;
        }
    }

    private final List<Check<?>> checks = new ArrayList<>();

    /** Before the start. @param dir an empty directory of its own */
    abstract void describe(StreamingTestKit kit, Path dir) throws IOException;

    /** What the batch with this number is to have; the first is 1. */
    abstract void feed(int batch) throws IOException;

    /** When the batch is done. */
    void check(int batch) throws IOException {
        checks.forEach(check -> check.check(batch));
    }

    /** A kit's input that has the feed's records. */
    static PairDStream<Long, Integer> pairs(TestInput<Tuple2<Long, Integer>> input) {
        return input.stream().mapToPair(p -> p);
    }

    /**
     * An output that must be what is expected, in any order.
     *
     * @param slide of the stream, in batches
     * @param records of a batch, by its number; asked once, at each multiple of the slide
     */
    final <T> void expect(String name, DStream<T> stream, int slide, IntFunction<List<T>> records) {
        Check<T> check = new Check<>(name, slide, records);
        checks.add(check);
        stream.foreachRDD(rdd -> check.saw(rdd.collect()));
    }

    /** As {@link #expect(String, DStream, int, IntFunction)}. */
    final <K, V> void expect(
            String name, PairDStream<K, V> stream, int slide, IntFunction<List<Tuple2<K, V>>> records) {
        Check<Tuple2<K, V>> check = new Check<>(name, slide, records);
        checks.add(check);
        stream.foreachRDD(rdd -> check.saw(rdd.collect()));
    }
}
