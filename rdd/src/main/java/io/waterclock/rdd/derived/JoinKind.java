// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import io.waterclock.Tuple2;
import io.waterclock.function.FlatMapFunction;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A join, as the function over the groups of a cogroup of two parents that makes pairings of the two groups. An engine that
 * knows it by its class may join without making the groups, as long as the pairings of a key come in the order of its
 * left values and, for each of these, of its right ones.
 *
 * <p>Where a side may be missing, the other side's partner is an {@link Optional}; it is empty too for a null.
 *
 * @param keepsLeft whether a left value without a partner is given, once
 * @param keepsRight whether a right value without a partner is given, once
 */
public record JoinKind(boolean keepsLeft, boolean keepsRight)
        implements FlatMapFunction<Object[], Tuple2<@Nullable Object, @Nullable Object>> {
    private static final long serialVersionUID = 1L;

    public static final JoinKind INNER = new JoinKind(false, false);
    public static final JoinKind LEFT_OUTER = new JoinKind(true, false);
    public static final JoinKind RIGHT_OUTER = new JoinKind(false, true);
    public static final JoinKind FULL_OUTER = new JoinKind(true, true);

    /** Of a value of each side. */
    public Tuple2<@Nullable Object, @Nullable Object> pairing(@Nullable Object left, @Nullable Object right) {
        return new Tuple2<>(
                keepsRight ? Optional.ofNullable(left) : left, keepsLeft ? Optional.ofNullable(right) : right);
    }

    /** Of a left value without a partner. */
    public Tuple2<@Nullable Object, @Nullable Object> leftOnly(@Nullable Object left) {
        return new Tuple2<>(keepsRight ? Optional.ofNullable(left) : left, Optional.empty());
    }

    /** Of a right value without a partner. */
    public Tuple2<@Nullable Object, @Nullable Object> rightOnly(@Nullable Object right) {
        return new Tuple2<>(Optional.empty(), keepsLeft ? Optional.ofNullable(right) : right);
    }

    @Override
    public Iterator<Tuple2<@Nullable Object, @Nullable Object>> call(Object[] groups) {
        Iterable<?> left = (Iterable<?>) groups[0];
        Iterable<?> right = (Iterable<?>) groups[1];
        boolean noLeft = !left.iterator().hasNext();
        boolean noRight = !right.iterator().hasNext();
        if (noLeft) {
            return keepsRight && !noRight ? each(right.iterator(), false) : Collections.emptyIterator();
        }
        if (noRight) {
            return keepsLeft ? each(left.iterator(), true) : Collections.emptyIterator();
        }
        return pairings(left.iterator(), right);
    }

    private Iterator<Tuple2<@Nullable Object, @Nullable Object>> each(Iterator<?> values, boolean areLeft) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return values.hasNext();
            }

            @Override
            public Tuple2<@Nullable Object, @Nullable Object> next() {
                return areLeft ? leftOnly(values.next()) : rightOnly(values.next());
            }
        };
    }

    private Iterator<Tuple2<@Nullable Object, @Nullable Object>> pairings(Iterator<?> left, Iterable<?> right) {
        return new Iterator<>() {
            private @Nullable Object at;
            private Iterator<?> partners = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                return partners.hasNext() || left.hasNext();
            }

            @Override
            public Tuple2<@Nullable Object, @Nullable Object> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                if (!partners.hasNext()) {
                    at = left.next();
                    partners = right.iterator();
                }
                return pairing(at, partners.next());
            }
        };
    }
}
