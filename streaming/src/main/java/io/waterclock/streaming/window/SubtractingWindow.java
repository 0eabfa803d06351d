// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import io.waterclock.streaming.state.VersionedMap;
import java.io.Serializable;
import java.util.Iterator;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A running value for each key: a pane that enters is combined into it, one that leaves is taken out by the inverse function. It
 * counts the panes of each key, so that a key leaves with its last, whatever its value is then.
 */
final class SubtractingWindow implements WindowState {
    /*
     * "Subtract on evict" (K. Tangwongsan, M. Hirzel, S. Schneider: Sliding-window aggregation algorithms), at the level of slices. A user's inverse may
     * be less exact than it says. So once in REBUILD_EVERY windows a second running value is begun, into which panes only
     * enter; when the panes that it has not seen have left, it is the exact value, and takes the place of the first. That costs one merge
     * more a pane while it goes on, and no pause. Values that can't be taken away exactly end the scheme: the panes are handed to two stacks.
     */
    private static final long serialVersionUID = 1L;

    private static final int REBUILD_EVERY = 8;

    /** What the panes of a key came to, and how many have it. */
    private record Counted(Object value, int panes) implements Serializable {}

    /** A running value of the panes after {@code sinceMs}. */
    private record Fresh(VersionedMap<Object, Counted> sums, long sinceMs) implements Serializable {}

    static final SubtractingWindow EMPTY =
            new SubtractingWindow(VersionedMap.empty(), null, null, null, Long.MIN_VALUE);

    private final VersionedMap<Object, Counted> sums;
    private final @Nullable Panes oldestFirst;
    private final @Nullable Panes newestFirst;
    private final @Nullable Fresh fresh;
    private final long exactAtMs;

    private SubtractingWindow(
            VersionedMap<Object, Counted> sums,
            @Nullable Panes oldestFirst,
            @Nullable Panes newestFirst,
            @Nullable Fresh fresh,
            long exactAtMs) {
        this.sums = sums;
        this.oldestFirst = oldestFirst;
        this.newestFirst = newestFirst;
        this.fresh = fresh;
        this.exactAtMs = exactAtMs;
    }

    @Override
    public WindowState slide(Slice slice, long endMs, WindowRule rule) {
        long leaveMs = endMs - rule.span().windowMs();
        Panes front = oldestFirst;
        Panes back = newestFirst;
        VersionedMap.Builder<Object, Counted> next = sums.edit();
        while (true) {
            if (front == null) {
                front = Panes.reversed(back);
                back = null;
            }
            if (front == null || front.endMs() > leaveMs) {
                break;
            }
            takeOut(front.slice(), next, rule);
            front = front.next();
        }
        if (!slice.isExact() || !takeIn(slice, next, rule)) {
            return stacked(front, back, rule).slide(slice, endMs, rule);
        }
        if (slice.size() > 0) {
            back = new Panes(slice, endMs, back);
        }
        return rebuilt(next.build(), front, back, slice, endMs, rule);
    }

    private void takeOut(Slice slice, VersionedMap.Builder<Object, Counted> from, WindowRule rule) {
        for (int i = 0; i < slice.size(); i++) {
            Object leaving = slice.value(i);
            from.compute(
                    slice.key(i),
                    (key, there) -> there == null || there.panes == 1
                            ? null
                            : new Counted(rule.without(there.value, leaving), there.panes - 1));
        }
    }

    /** False when a value has become one that can't be taken out again. */
    private boolean takeIn(Slice slice, VersionedMap.Builder<Object, Counted> into, WindowRule rule) {
        boolean exact = true;
        for (int i = 0; i < slice.size(); i++) {
            Object entering = slice.value(i);
            Counted sum = into.compute(
                    slice.key(i),
                    (key, there) -> there == null
                            ? new Counted(entering, 1)
                            : new Counted(rule.combined(there.value, entering), there.panes + 1));
            exact &= sum == null || Exactness.isExact(sum.value);
        }
        return exact;
    }

    private TwoStacksWindow stacked(@Nullable Panes front, @Nullable Panes back, WindowRule rule) {
        TwoStacksWindow window = TwoStacksWindow.EMPTY;
        for (Panes at = front; at != null; at = at.next()) {
            window = window.slide(at.slice(), at.endMs(), rule);
        }
        for (Panes at = Panes.reversed(back); at != null; at = at.next()) {
            window = window.slide(at.slice(), at.endMs(), rule);
        }
        return window;
    }

    private SubtractingWindow rebuilt(
            VersionedMap<Object, Counted> next,
            @Nullable Panes front,
            @Nullable Panes back,
            Slice slice,
            long endMs,
            WindowRule rule) {
        if (rule.inverseIsExact()) {
            return new SubtractingWindow(next, front, back, null, endMs);
        }
        long windowMs = rule.span().windowMs();
        long leaveMs = endMs - windowMs;
        long lastExactMs = exactAtMs == Long.MIN_VALUE ? endMs : exactAtMs;
        Fresh renewed = fresh;
        if (renewed != null) {
            VersionedMap.Builder<Object, Counted> more = renewed.sums.edit();
            takeIn(slice, more, rule);
            renewed = new Fresh(more.build(), renewed.sinceMs);
            if (leaveMs >= renewed.sinceMs) {
                boolean isWhole = leaveMs == renewed.sinceMs;
                next = isWhole ? renewed.sums : next;
                lastExactMs = isWhole ? endMs : lastExactMs;
                renewed = null;
            }
        } else if (endMs - lastExactMs >= REBUILD_EVERY * windowMs) {
            renewed = new Fresh(VersionedMap.empty(), endMs);
        }
        return new SubtractingWindow(next, front, back, renewed, lastExactMs);
    }

    @Override
    public <R> Iterator<R> aggregates(WindowRule rule, BiFunction<Object, Object, @Nullable R> toRecord) {
        return Records.without(sums.iterator((key, sum) -> toRecord.apply(key, sum.value)));
    }
}
