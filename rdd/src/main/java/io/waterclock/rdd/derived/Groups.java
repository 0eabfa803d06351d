// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import java.util.Collections;
import java.util.List;

/** What is made of a key's groups of values, one of each parent of a cogroup. */
@SuppressWarnings("unchecked")
public final class Groups {
    @SuppressWarnings("NullAway") // a value may be null
    private static final List<Object> NOTHING = Collections.singletonList(null);

    private Groups() {}

    /** The groups of three parents, as cogroup gives them. */
    public static <V, W1, W2> Function<Object[], Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> three() {
        return groups -> new Tuple3<>((Iterable<V>) groups[0], (Iterable<W1>) groups[1], (Iterable<W2>) groups[2]);
    }

    /** The groups of four parents, as cogroup gives them. */
    public static <V, W1, W2, W3>
            Function<Object[], Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> four() {
        return groups -> new Tuple4<>(
                (Iterable<V>) groups[0], (Iterable<W1>) groups[1], (Iterable<W2>) groups[2], (Iterable<W3>) groups[3]);
    }

    /** The left group where the right one is empty. */
    public static FlatMapFunction<Object[], Object> onlyLeft() {
        return groups -> isEmpty(groups[1]) ? ((Iterable<Object>) groups[0]).iterator() : Collections.emptyIterator();
    }

    /** One null where neither group is empty. */
    public static FlatMapFunction<Object[], Object> inBoth() {
        return groups -> isEmpty(groups[0]) || isEmpty(groups[1])
                ? Collections.emptyIterator()
                : NOTHING.iterator();
    }

    private static boolean isEmpty(Object group) {
        return !((Iterable<?>) group).iterator().hasNext();
    }

    /** No value at all, where only keys matter. */
    @SuppressWarnings("NullAway") // a value may be null
    public static Function<Object, Object> nothing() {
        return value -> null;
    }
}
