// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import io.waterclock.Tuple2;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.PairFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The engine-side functions of derived operators, for the façades here and in the streaming half. None captures anything but
 * numbers, so they are shared freely.
 */
@SuppressWarnings({"unchecked", "NullAway"})
public final class Functions {
    private static final PairFunction<Object, Object, Object> KEY_ONLY = record -> new Tuple2<>(record, null);
    private static final Function2<Object, Object, Object> KEEP_FIRST = (a, b) -> a;

    private Functions() {}

    public static PairFunction<Object, Object, Object> keyOnly() {
        return KEY_ONLY;
    }

    /** The first of two. Always the same object: an engine that knows it needs only the keys. */
    public static Function2<Object, Object, Object> keepFirst() {
        return KEEP_FIRST;
    }

    /** A partition as one list. */
    public static <T> FlatMapFunction<Iterator<T>, List<T>> glom() {
        return records -> {
            List<T> all = new ArrayList<>();
            records.forEachRemaining(all::add);
            return List.of(all).iterator();
        };
    }

    /** Numbers records so that they are dealt out evenly over {@code n} partitions, each parent starting elsewhere. */
    public static Function2<Integer, Iterator<Object>, Iterator<Tuple2<Integer, Object>>> deal(int n) {
        return (partition, records) -> new Iterator<>() {
            private int next = Math.floorMod(partition * 0x9E3779B9, n);

            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Tuple2<Integer, Object> next() {
                int target = next;
                next = target + 1 == n ? 0 : target + 1;
                return new Tuple2<>(target, records.next());
            }
        };
    }

    public static <T> Function2<Integer, Iterator<T>, Map<T, Long>> countByValue() {
        return (partition, records) -> {
            Map<T, Long> counts = new HashMap<>();
            records.forEachRemaining(record -> counts.merge(Keys.checked(record), 1L, Long::sum));
            return counts;
        };
    }

    /** The groups of two parents, as cogroup gives them. */
    public static <K, V, W> Function<Object[], Tuple2<Iterable<V>, Iterable<W>>> twoGroups() {
        return groups -> new Tuple2<>((Iterable<V>) groups[0], (Iterable<W>) groups[1]);
    }

    /** All pairings of the two groups, in the order of the left group. */
    public static <V, W> FlatMapFunction<Object[], Tuple2<V, W>> inner() {
        return joining(JoinKind.INNER);
    }

    /** As {@link #inner}, and each left value without a partner once. */
    public static <V, W> FlatMapFunction<Object[], Tuple2<V, Optional<W>>> leftOuter() {
        return joining(JoinKind.LEFT_OUTER);
    }

    /** As {@link #inner}, and each right value without a partner once. */
    public static <V, W> FlatMapFunction<Object[], Tuple2<Optional<V>, W>> rightOuter() {
        return joining(JoinKind.RIGHT_OUTER);
    }

    /** As {@link #inner}, and each value of either side without a partner once. */
    public static <V, W> FlatMapFunction<Object[], Tuple2<Optional<V>, Optional<W>>> fullOuter() {
        return joining(JoinKind.FULL_OUTER);
    }

    private static <T> FlatMapFunction<Object[], T> joining(JoinKind kind) {
        return (FlatMapFunction<Object[], T>) (FlatMapFunction<Object[], ?>) kind;
    }

    public static <V extends @Nullable Object> Function2<V, V, V> second() {
        return (a, b) -> b;
    }
}
