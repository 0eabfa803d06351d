// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the k smallest of the records that come by, the earlier of equal ones. Holds at most 2k of them: when so many have
 * gathered, all are sorted and the larger half goes, which is O(log k) a record that passes and one comparison for any other.
 */
public final class Smallest<T extends @Nullable Object> {
    private final int most;
    private final Comparator<? super T> order;
    private final List<T> kept = new ArrayList<>();
    private boolean full;

    public Smallest(int most, Comparator<? super T> order) {
        this.most = most;
        this.order = order;
    }

    public void add(T record) {
        if (most == 0 || (full && order.compare(record, kept.get(most - 1)) >= 0)) {
            return;
        }
        kept.add(record);
        if (kept.size() >= 2L * most) {
            cut();
        }
    }

    public Smallest<T> addAll(Iterator<? extends T> records) {
        records.forEachRemaining(this::add);
        return this;
    }

    /** In order; the list is this object's own, and at its end. */
    public List<T> sorted() {
        cut();
        return kept;
    }

    private void cut() {
        kept.sort(order);
        if (kept.size() > most) {
            kept.subList(most, kept.size()).clear();
        }
        full = kept.size() == most;
    }
}
