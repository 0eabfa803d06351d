// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import io.waterclock.streaming.state.VersionedMap;
import java.io.Serializable;
import java.util.Iterator;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Two stacks of panes, for functions that are associative and no more: nothing is ever taken out of a value. A pane costs two or three merges of a slice,
 * however long the window is; a window is asked for by combining at most three values of a key.
 */
final class TwoStacksWindow implements WindowState {
    /*
     * The two stacks of K. Tangwongsan, M. Hirzel and S. Schneider (Sliding-window aggregation algorithms), with slices for items. The front stack
     * has for each pane what it and all newer ones of the front come to, so the oldest leaves by a pop. The back has one running value.
     *
     * Turning the back over into a front costs a merge for each of its panes. To have no pause, the back is frozen when it is half a
     * window old, and called the middle: its running value stays as it is while its panes are turned over, newest first, a few in each
     * slide, so that all are when the first of them is to leave. By then the front is used up, and the middle becomes the front.
     *
     * Stacks are lists that share their tails, and the maps of a stack share what a slice doesn't touch: so versions are cheap.
     */
    private static final long serialVersionUID = 1L;

    /** What a pane and those behind it came to; on top the oldest. */
    private record Turned(
            VersionedMap<Object, Object> sums,
            long endMs,
            @Nullable Turned next) implements Serializable {}

    /**
     * The frozen panes: those not turned over yet, newest first; those that are.
     *
     * @param sums of all of them
     * @param left how many are not turned over
     */
    private record Middle(
            VersionedMap<Object, Object> sums,
            @Nullable Panes newestFirst,
            int left,
            @Nullable Turned turned,
            long firstEndMs,
            long lastEndMs)
            implements Serializable {

        Middle turn(int panes, WindowRule rule) {
            Panes rest = newestFirst;
            Turned top = turned;
            int done = 0;
            for (; done < panes && rest != null; done++) {
                VersionedMap<Object, Object> behind = top == null ? VersionedMap.empty() : top.sums;
                top = new Turned(rest.slice().before(behind, rule), rest.endMs(), top);
                rest = rest.next();
            }
            return new Middle(sums, rest, left - done, top, firstEndMs, lastEndMs);
        }
    }

    /** @param firstEndMs of the oldest */
    private record Back(VersionedMap<Object, Object> sums, Panes newestFirst, int count, long firstEndMs)
            implements Serializable {}

    static final TwoStacksWindow EMPTY = new TwoStacksWindow(null, null, null);

    private final @Nullable Turned front;
    private final @Nullable Middle middle;
    private final @Nullable Back back;

    private TwoStacksWindow(@Nullable Turned front, @Nullable Middle middle, @Nullable Back back) {
        this.front = front;
        this.middle = middle;
        this.back = back;
    }

    @Override
    public TwoStacksWindow slide(Slice slice, long endMs, WindowRule rule) {
        TwoStacksWindow window = without(endMs - rule.span().windowMs(), rule);
        if (slice.size() > 0) {
            window = new TwoStacksWindow(window.front, window.middle, window.withBack(slice, endMs, rule));
        }
        return window.turned(endMs, rule);
    }

    private Back withBack(Slice slice, long endMs, WindowRule rule) {
        return back == null
                ? new Back(slice.after(VersionedMap.empty(), rule), new Panes(slice, endMs, null), 1, endMs)
                : new Back(
                        slice.after(back.sums, rule),
                        new Panes(slice, endMs, back.newestFirst),
                        back.count + 1,
                        back.firstEndMs);
    }

    /** Without the panes that ended then or before. */
    private TwoStacksWindow without(long leaveMs, WindowRule rule) {
        if (back != null && back.newestFirst.endMs() <= leaveMs) {
            return EMPTY;
        }
        if (middle != null && middle.lastEndMs <= leaveMs) {
            return new TwoStacksWindow(null, null, back).without(leaveMs, rule);
        }
        Turned top = front;
        while (top != null && top.endMs <= leaveMs) {
            top = top.next;
        }
        if (middle != null && middle.firstEndMs <= leaveMs) {
            Middle whole = middle.turn(middle.left, rule);
            return new TwoStacksWindow(whole.turned, null, back).without(leaveMs, rule);
        }
        if (back != null && back.firstEndMs <= leaveMs) {
            return new TwoStacksWindow(null, frozen(back), null).without(leaveMs, rule);
        }
        return new TwoStacksWindow(top, middle, back);
    }

    private static Middle frozen(Back back) {
        return new Middle(back.sums, back.newestFirst, back.count, null, back.firstEndMs, back.newestFirst.endMs());
    }

    /** One slide's share of turning over. */
    private TwoStacksWindow turned(long endMs, WindowRule rule) {
        Turned newFront = front;
        Middle newMiddle = middle;
        Back newBack = back;
        if (newMiddle == null
                && newBack != null
                && endMs - newBack.firstEndMs >= rule.span().windowMs() / 2) {
            newMiddle = frozen(newBack);
            newBack = null;
        }
        if (newMiddle != null) {
            newMiddle = newMiddle.turn(share(newMiddle, endMs, rule.span()), rule);
            if (newFront == null && newMiddle.left == 0) {
                newFront = newMiddle.turned;
                newMiddle = null;
            }
        }
        return new TwoStacksWindow(newFront, newMiddle, newBack);
    }

    /** So many that all are turned over when the first is to leave. */
    private static int share(Middle frozen, long endMs, WindowSpan span) {
        long slidesLeft = Math.max(1, (frozen.firstEndMs + span.windowMs() - endMs) / span.paneMs());
        return (int) ((frozen.left + slidesLeft - 1) / slidesLeft);
    }

    @Override
    public <R> Iterator<R> aggregates(WindowRule rule, BiFunction<Object, Object, @Nullable R> toRecord) {
        VersionedMap<Object, Object> old = front == null ? VersionedMap.empty() : front.sums;
        VersionedMap<Object, Object> mid = middle == null ? VersionedMap.empty() : middle.sums;
        VersionedMap<Object, Object> young = back == null ? VersionedMap.empty() : back.sums;
        Iterator<R> first =
                old.iterator((key, value) -> toRecord.apply(key, with(young, key, with(mid, key, value, rule), rule)));
        Iterator<R> second = mid.iterator(
                (key, value) -> old.containsKey(key) ? null : toRecord.apply(key, with(young, key, value, rule)));
        Iterator<R> third = young.iterator(
                (key, value) -> old.containsKey(key) || mid.containsKey(key) ? null : toRecord.apply(key, value));
        return Records.without(first, second, third);
    }

    private static Object with(VersionedMap<Object, Object> newer, Object key, Object value, WindowRule rule) {
        Object there = newer.get(key);
        return there == null ? value : rule.combined(value, there);
    }
}
