// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import io.waterclock.streaming.state.VersionedMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tumbling and sliding windows: a record goes into one pane, and a window is what its panes come to when it closes. A pane is kept until the last of its
 * windows has closed and late records can't change it.
 */
final class PaneWindows implements EventWindows {
    private static final long serialVersionUID = 1L;

    static final PaneWindows EMPTY = new PaneWindows(new TreeMap<>(), PaneTree.EMPTY);

    /** What each key came to in each pane, by the pane's start. */
    private final TreeMap<Long, VersionedMap<Object, Object>> panes;

    private final transient PaneTree tree;

    private PaneWindows(TreeMap<Long, VersionedMap<Object, Object>> panes, PaneTree tree) {
        this.panes = panes;
        this.tree = tree;
    }

    private Object readResolve() {
        return new PaneWindows(panes, PaneTree.EMPTY);
    }

    @Override
    public Batch batch(Passing passing) {
        return new Next(passing);
    }

    private final class Next implements Batch {
        private final Passing passing;
        private final WindowShape shape;
        private final Accumulation accumulation;
        private final Map<Long, Map<Object, Object>> fresh = new LinkedHashMap<>();

        Next(Passing passing) {
            this.passing = passing;
            this.shape = passing.shape();
            this.accumulation = passing.accumulation();
        }

        @Override
        public void take(@Nullable Object key, long timeMs, @Nullable Object value) throws Exception {
            long pane = shape.paneOf(timeMs);
            if (!shape.isInAWindow(pane)) {
                return;
            }
            if (passing.isOver(shape.lastEnd(pane))) {
                passing.late().late(key, value);
                return;
            }
            Map<Object, Object> ofPane = fresh.computeIfAbsent(pane, p -> new HashMap<>());
            Object own = ofPane.get(key);
            Object added = own == null ? accumulation.start(value) : accumulation.add(own, value);
            if (added != own) {
                ofPane.put(key, added);
            }
        }

        @Override
        public EventWindows close(List<Object> results) throws Exception {
            TreeMap<Long, VersionedMap<Object, Object>> next = new TreeMap<>(panes);
            PaneTree.Editor nextTree = tree.edit(shape, accumulation, next);
            fresh.forEach((pane, keys) -> {
                next.put(pane, withKeys(next.get(pane), keys));
                nextTree.changed(pane);
            });
            if (passing.watermarkMs() != Watermark.NONE) {
                for (long end : ends(next)) {
                    addResults(nextTree, end, end > passing.beforeMs() ? null : changedIn(end), results);
                }
                while (!next.isEmpty() && passing.isGone(shape.lastEnd(next.firstKey()))) {
                    nextTree.changed(next.pollFirstEntry().getKey());
                }
            }
            return new PaneWindows(next, nextTree.build());
        }

        private VersionedMap<Object, Object> withKeys(
                @Nullable VersionedMap<Object, Object> there, Map<Object, Object> keys) {
            VersionedMap.Builder<Object, Object> map =
                    (there == null ? VersionedMap.<Object, Object>empty() : there).edit();
            keys.forEach((key, own) -> map.compute(key, (k, kept) -> accumulation.joined(kept, own)));
            return map.build();
        }

        /** Of the windows that close in this batch, and of closed ones that may have been changed. */
        private TreeSet<Long> ends(TreeMap<Long, VersionedMap<Object, Object>> all) {
            TreeSet<Long> ends = new TreeSet<>();
            Long pane = all.isEmpty() ? null : all.firstKey();
            long end = Long.MIN_VALUE;
            while (pane != null) {
                end = Math.max(end, firstEndAfter(pane, passing.beforeMs()));
                if (end > passing.watermarkMs()) {
                    break;
                }
                if (end <= shape.lastEnd(pane)) {
                    ends.add(end);
                    end += shape.slideMs();
                    pane = all.ceilingKey(end - shape.sizeMs());
                } else {
                    pane = all.higherKey(pane);
                }
            }
            if (shape.retentionMs() > 0) {
                fresh.keySet().forEach(changed -> addClosed(changed, ends));
            }
            return ends;
        }

        private long firstEndAfter(long pane, long timeMs) {
            long first = shape.firstEnd(pane);
            return first > timeMs
                    ? first
                    : first + Math.floorDiv(timeMs - first, shape.slideMs()) * shape.slideMs() + shape.slideMs();
        }

        private void addClosed(long pane, TreeSet<Long> ends) {
            long most = Math.min(passing.beforeMs(), shape.lastEnd(pane));
            for (long end = shape.firstEnd(pane); end <= most; end += shape.slideMs()) {
                if (!passing.isOver(end)) {
                    ends.add(end);
                }
            }
        }

        private Set<Object> changedIn(long end) {
            Set<Object> keys = new HashSet<>();
            fresh.forEach((pane, changed) -> {
                if (pane >= end - shape.sizeMs() && pane < end) {
                    keys.addAll(changed.keySet());
                }
            });
            return keys;
        }

        /** @param only null for all keys of the window */
        private void addResults(PaneTree.Editor panesOf, long end, @Nullable Set<Object> only, List<Object> results)
                throws Exception {
            long start = end - shape.sizeMs();
            List<VersionedMap<Object, Object>> parts =
                    only == null ? panesOf.parts(start, end) : panesOf.partsThere(start, end);
            Map<Object, Object> keys =
                    only == null ? PaneTree.byKey(parts, accumulation) : PaneTree.of(only, parts, accumulation);
            for (Map.Entry<Object, Object> key : keys.entrySet()) {
                results.add(new Emitted.Result(key.getKey(), start, end, accumulation.result(key.getValue())));
            }
        }
    }
}
