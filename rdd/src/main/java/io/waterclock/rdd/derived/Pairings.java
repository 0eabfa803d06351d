// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import io.waterclock.Tuple2;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.FlatMapFunction2;
import io.waterclock.function.Function2;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** What meets what: records of two partitions, or a record and a number. All are lazy, one record at a time. */
@SuppressWarnings({"unchecked", "NullAway"}) // records are untyped and may be null
public final class Pairings {
    private Pairings() {}

    /** The first with the first, the second with the second; an error when one side ends before the other. */
    public static FlatMapFunction<List<Iterable<Object>>, Object> zip(String left, String right) {
        return sides -> {
            Iterator<Object> a = sides.get(0).iterator();
            Iterator<Object> b = sides.get(1).iterator();
            return new Iterator<>() {
                private long given;

                @Override
                public boolean hasNext() {
                    boolean more = a.hasNext();
                    if (more != b.hasNext()) {
                        throw new IllegalArgumentException("the partitions have not as many records: after " + given
                                + " there are none left of " + (more ? right : left) + ", and more of "
                                + (more ? left : right) + "; use zipPartitions to say what to do with the rest");
                    }
                    return more;
                }

                @Override
                public Object next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    given++;
                    return new Tuple2<>(a.next(), b.next());
                }
            };
        };
    }

    /** What the function makes of the two partitions. */
    public static FlatMapFunction<List<Iterable<Object>>, Object> partitions(FlatMapFunction2<?, ?, ?> f) {
        FlatMapFunction2<Object, Object, Object> untyped = (FlatMapFunction2<Object, Object, Object>) f;
        return sides -> untyped.call(sides.get(0).iterator(), sides.get(1).iterator());
    }

    /**
     * Each of the left with each of the right, the right one changing faster. The right side is iterated for each record of the left:
     * {@link io.waterclock.rdd.Lineage.Zip.Pairing#CROSS} says what engines make of that.
     */
    public static FlatMapFunction<List<Iterable<Object>>, Object> cartesian() {
        return sides -> {
            Iterator<Object> left = sides.get(0).iterator();
            Iterable<Object> right = sides.get(1);
            return new Iterator<>() {
                private Object at;
                private Iterator<Object> partners = List.of().iterator();
                private boolean rightIsEmpty;

                @Override
                public boolean hasNext() {
                    while (!partners.hasNext()) {
                        if (rightIsEmpty || !left.hasNext()) {
                            return false;
                        }
                        at = left.next();
                        partners = right.iterator();
                        rightIsEmpty = !partners.hasNext();
                    }
                    return true;
                }

                @Override
                public Object next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    return new Tuple2<>(at, partners.next());
                }
            };
        };
    }

    /** Each record with its place among all, where partition p begins with number {@code firsts[p]}. */
    public static <T> Function2<Integer, Iterator<T>, Iterator<Tuple2<T, Long>>> withIndex(long[] firsts) {
        return (partition, records) -> numbered(records, firsts[partition], 1);
    }

    /** Record k of partition p of n with the number {@code k·n + p}. */
    public static <T> Function2<Integer, Iterator<T>, Iterator<Tuple2<T, Long>>> withUniqueId(int n) {
        return (partition, records) -> numbered(records, partition, n);
    }

    private static <T> Iterator<Tuple2<T, Long>> numbered(Iterator<T> records, long first, long step) {
        return new Iterator<>() {
            private long next = first;

            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Tuple2<T, Long> next() {
                Tuple2<T, Long> pair = new Tuple2<>(records.next(), next);
                next += step;
                return pair;
            }
        };
    }
}
