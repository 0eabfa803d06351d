// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The natural order and its reverse, with an error that says what to do where there is none. Engines know it by identity. */
public enum NaturalOrder implements Comparator<Object> {
    ASCENDING,
    DESCENDING;

    @Override
    @SuppressWarnings("unchecked")
    public int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Comparable<?> && b != null) {
            return this == ASCENDING ? ((Comparable<Object>) a).compareTo(b) : ((Comparable<Object>) b).compareTo(a);
        }
        Object odd = a instanceof Comparable<?> ? b : a;
        throw new IllegalArgumentException((odd == null ? "null" : "A value of " + odd.getClass())
                + " has no natural order; pass a Comparator that can order it");
    }

    @Override
    public Comparator<Object> reversed() {
        return this == ASCENDING ? DESCENDING : ASCENDING;
    }

    /** {@link #ASCENDING}, for values of a type that the caller knows. */
    @SuppressWarnings("unchecked")
    static <K> Comparator<K> of() {
        return (Comparator<K>) (Comparator<?>) ASCENDING;
    }
}
