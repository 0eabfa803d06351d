// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import io.waterclock.streaming.state.VersionedMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What stretches of panes came to, so that a window of n panes is put together from some log n parts. Only a cache: what isn't there is made from the
 * panes when a window first asks for it. Never changes: each batch makes a new one.
 */
final class PaneTree {
    /*
     * An aggregation tree (K. Tangwongsan, M. Hirzel, S. Schneider, K.-L. Wu, "General incremental sliding-window aggregation", PVLDB 2015), since a
     * record may come for any pane, which stacks of them can't bear. Panes are numbered from the epoch; a block of level l has FAN_OUT to the l-th of
     * them, from a multiple of that on. A pane that is changed, or leaves, takes the blocks with it that it is in.
     *
     * A block takes memory, so it is kept only where it has at most half as many entries as its parts together, and where values are no collections. Then all blocks
     * take no more than all panes, whatever the keys are.
     */
    private static final int FAN_OUT = 4;

    static final PaneTree EMPTY = new PaneTree(VersionedMap.empty());

    private record Block(int level, long index) {

        /** In panes. */
        long width() {
            long width = 1;
            for (int i = 0; i < level; i++) {
                width *= FAN_OUT;
            }
            return width;
        }

        long first() {
            return index * width();
        }

        long end() {
            return first() + width();
        }

        Block above() {
            return new Block(level + 1, Math.floorDiv(index, (long) FAN_OUT));
        }

        Block below(int child) {
            return new Block(level - 1, index * FAN_OUT + child);
        }
    }

    /** What the blocks came to; of one that isn't worth its memory nothing, so that it isn't tried again. */
    private final VersionedMap<Block, VersionedMap<Object, Object>> sums;

    private PaneTree(VersionedMap<Block, VersionedMap<Object, Object>> sums) {
        this.sums = sums;
    }

    Editor edit(WindowShape shape, Accumulation accumulation, TreeMap<Long, VersionedMap<Object, Object>> panes) {
        return new Editor(shape, accumulation, panes);
    }

    /** What is {@linkplain Accumulation#gathered gathered} of each key, of parts the oldest of which is first. */
    static Map<Object, Object> byKey(List<VersionedMap<Object, Object>> parts, Accumulation accumulation) {
        int most = 0;
        for (VersionedMap<Object, Object> part : parts) {
            most = Math.max(most, part.size());
        }
        Map<Object, Object> all = new LinkedHashMap<>(most + most / 2);
        for (VersionedMap<Object, Object> part : parts) {
            part.forEach((key, value) -> all.compute(key, (k, before) -> accumulation.gathered(before, value)));
        }
        return all;
    }

    /** The same, of these keys alone. */
    static Map<Object, Object> of(
            Set<Object> keys, List<VersionedMap<Object, Object>> parts, Accumulation accumulation) {
        Map<Object, Object> all = new LinkedHashMap<>();
        for (Object key : keys) {
            for (VersionedMap<Object, Object> part : parts) {
                Object value = part.get(key);
                if (value != null) {
                    all.compute(key, (k, before) -> accumulation.gathered(before, value));
                }
            }
        }
        return all;
    }

    /** The tree of a batch, while its panes change and its windows close. */
    final class Editor {
        private final long paneMs;
        private final int levels;
        private final Accumulation accumulation;
        private final TreeMap<Long, VersionedMap<Object, Object>> panes;
        private final VersionedMap.Builder<Block, VersionedMap<Object, Object>> next = sums.edit();

        /** @param panes as they are when {@link #parts} is called, by their start */
        private Editor(
                WindowShape shape, Accumulation accumulation, TreeMap<Long, VersionedMap<Object, Object>> panes) {
            this.paneMs = shape.paneMs();
            this.levels = levels(shape.sizeMs() / paneMs);
            this.accumulation = accumulation;
            this.panes = panes;
        }

        private static int levels(long panesOfAWindow) {
            int levels = 0;
            for (long left = panesOfAWindow; left >= FAN_OUT; left /= FAN_OUT) {
                levels++;
            }
            return levels;
        }

        /** A pane has other values than before, or has left. */
        void changed(long paneStartMs) {
            Block block = new Block(0, Math.floorDiv(paneStartMs, paneMs));
            for (int level = 0; level < levels; level++) {
                block = block.above();
                next.remove(block);
            }
        }

        /** What a stretch of whole panes came to, for all keys, the oldest first; together they have all pairs. */
        List<VersionedMap<Object, Object>> parts(long startMs, long endMs) throws Exception {
            return parts(startMs, endMs, true);
        }

        /** The same for a few keys, for whose sake no block is made. */
        List<VersionedMap<Object, Object>> partsThere(long startMs, long endMs) throws Exception {
            return parts(startMs, endMs, false);
        }

        private List<VersionedMap<Object, Object>> parts(long startMs, long endMs, boolean makesBlocks)
                throws Exception {
            if (levels == 0 || isCollected(startMs, endMs)) {
                return List.copyOf(panes.subMap(startMs, endMs).values());
            }
            long first = Math.floorDiv(startMs, paneMs);
            long end = Math.floorDiv(endMs, paneMs);
            List<VersionedMap<Object, Object>> parts = new ArrayList<>();
            long width = new Block(levels, 0).width();
            for (long index = Math.floorDiv(first, width); index * width < end; index++) {
                addParts(new Block(levels, index), first, end, makesBlocks, parts);
            }
            return parts;
        }

        /** By the first value: then blocks aren't even tried. */
        private boolean isCollected(long startMs, long endMs) {
            for (VersionedMap<Object, Object> pane :
                    panes.subMap(startMs, endMs).values()) {
                Iterator<Object> values = pane.iterator((key, value) -> value);
                if (values.hasNext()) {
                    return !accumulation.shrinks(values.next());
                }
            }
            return false;
        }

        private void addParts(
                Block block, long first, long end, boolean makesBlocks, List<VersionedMap<Object, Object>> parts)
                throws Exception {
            if (isEmpty(Math.max(first, block.first()), Math.min(end, block.end()))) {
                return;
            }
            if (block.level == 0) {
                parts.add(panes.get(block.index * paneMs));
                return;
            }
            if (first <= block.first() && block.end() <= end) {
                VersionedMap<Object, Object> sum = makesBlocks ? sumOf(block) : next.get(block);
                if (sum != null && !sum.isEmpty()) {
                    parts.add(sum);
                    return;
                }
            }
            for (int child = 0; child < FAN_OUT; child++) {
                addParts(block.below(child), first, end, makesBlocks, parts);
            }
        }

        private boolean isEmpty(long first, long end) {
            if (first >= end) {
                return true;
            }
            Long pane = panes.ceilingKey(first * paneMs);
            return pane == null || pane >= end * paneMs;
        }

        private VersionedMap<Object, Object> sumOf(Block block) throws Exception {
            VersionedMap<Object, Object> there = next.get(block);
            if (there == null) {
                List<VersionedMap<Object, Object>> parts = new ArrayList<>(FAN_OUT);
                for (int child = 0; child < FAN_OUT; child++) {
                    addParts(block.below(child), block.first(), block.end(), true, parts);
                }
                there = summed(parts);
                next.put(block, there);
            }
            return there;
        }

        /** Nothing where it isn't worth its memory. */
        private VersionedMap<Object, Object> summed(List<VersionedMap<Object, Object>> parts) throws Exception {
            if (parts.size() == 1) {
                return parts.get(0); // shared, so it takes no memory
            }
            Map<Object, Object> keys = byKey(parts, accumulation);
            int entries = 0;
            for (VersionedMap<Object, Object> part : parts) {
                entries += part.size();
            }
            if (keys.size() > entries / 2) {
                return VersionedMap.empty();
            }
            VersionedMap.Builder<Object, Object> sum =
                    VersionedMap.<Object, Object>empty().edit();
            for (Map.Entry<Object, Object> key : keys.entrySet()) {
                Object value = accumulation.kept(key.getValue());
                if (!accumulation.shrinks(value)) {
                    return VersionedMap.empty();
                }
                sum.put(key.getKey(), value);
            }
            return sum.build();
        }

        /** Ends the editor. */
        PaneTree build() {
            VersionedMap<Block, VersionedMap<Object, Object>> made = next.build();
            return made == sums ? PaneTree.this : new PaneTree(made);
        }
    }
}
