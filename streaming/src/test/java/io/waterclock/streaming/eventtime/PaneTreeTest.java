// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.function.Function2;
import io.waterclock.streaming.state.VersionedMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PaneTreeTest {
    private static final long PANE_MS = 10;

    private static final Function2<Integer, Integer, Integer> SUM = Integer::sum;

    private final Accumulation summing = Accumulation.reducing(SUM);
    private final TreeMap<Long, VersionedMap<Object, Object>> panes = new TreeMap<>();

    private static WindowShape window(long ofPanes) {
        return new WindowShape(ofPanes * PANE_MS, PANE_MS, 0);
    }

    /** Adds to a key of a pane, and tells the tree. */
    private void add(PaneTree.Editor tree, long pane, Object key, int value) {
        long startMs = pane * PANE_MS;
        VersionedMap.Builder<Object, Object> next =
                panes.getOrDefault(startMs, VersionedMap.empty()).edit();
        next.merge(key, value, (a, b) -> (Integer) a + (Integer) b);
        panes.put(startMs, next.build());
        tree.changed(startMs);
    }

    private Map<Object, Integer> sumOfPanes(long first, long end) {
        Map<Object, Integer> sums = new HashMap<>();
        panes.subMap(first * PANE_MS, end * PANE_MS)
                .values()
                .forEach(pane -> pane.forEach((key, value) -> sums.merge(key, (Integer) value, Integer::sum)));
        return sums;
    }

    private Map<Object, Integer> sumOf(List<VersionedMap<Object, Object>> parts) {
        Map<Object, Integer> sums = new HashMap<>();
        PaneTree.byKey(parts, summing).forEach((key, value) -> sums.put(key, (Integer) value));
        return sums;
    }

    @Test
    void anyStretch_comesToWhatItsPanesComeTo_whateverWasAskedAndChangedBefore() throws Exception {
        long seed = Long.getLong("test.seed", new Random().nextLong());
        for (int program = 0; program < 60; program++) {
            Random random = new Random(seed + program);
            panes.clear();
            PaneTree tree = PaneTree.EMPTY;
            int ofPanes = 1 + random.nextInt(700);
            int keys = 1 + random.nextInt(random.nextBoolean() ? 5 : 1_000);
            int from = random.nextInt(1_000) - 500; // before the epoch too
            for (int batch = 0; batch < 30; batch++) {
                PaneTree.Editor next = tree.edit(window(ofPanes), summing, panes);
                for (int n = random.nextInt(60); n > 0; n--) {
                    Integer key = random.nextInt(keys);
                    add(next, (long) from + random.nextInt(900), key == 0 ? null : key, 1 + random.nextInt(100));
                }
                for (int n = 0; n < 4; n++) {
                    long start = (long) from + random.nextInt(900);
                    assertThat(sumOf(next.parts(start * PANE_MS, (start + ofPanes) * PANE_MS)))
                            .as("-Dtest.seed=%d, batch %d", seed + program, batch)
                            .isEqualTo(sumOfPanes(start, start + ofPanes));
                }
                for (int n = random.nextInt(20); n > 0 && !panes.isEmpty(); n--) {
                    next.changed(panes.pollFirstEntry().getKey());
                }
                tree = next.build();
            }
        }
    }

    @Test
    void aWindowOfManyPanes_hasFewParts_andItsNextSlideCombinesLittle() throws Exception {
        AtomicInteger combined = new AtomicInteger();
        Function2<Integer, Integer, Integer> counted = (a, b) -> {
            combined.incrementAndGet();
            return a + b;
        };
        Accumulation counting = Accumulation.reducing(counted);
        PaneTree.Editor first = PaneTree.EMPTY.edit(window(3_600), counting, panes);
        for (int pane = 0; pane < 8_000; pane++) {
            add(first, pane, "key", 1);
        }
        assertThat(first.parts(0, 3_600 * PANE_MS)).hasSizeLessThanOrEqualTo(18); // 3 for each of 6 levels
        assertThat(combined.get()).isLessThan(3_600);
        PaneTree tree = first.build();
        for (int slide = 1; slide <= 4_000; slide++) {
            PaneTree.Editor next = tree.edit(window(3_600), counting, panes);
            assertThat(next.parts(slide * PANE_MS, (slide + 3_600) * PANE_MS)).hasSizeLessThanOrEqualTo(36);
            tree = next.build();
        }
        assertThat(combined.get()).isLessThan(7_600); // for 7,600 panes, since no block is made twice
    }

    @Test
    void whereKeysDiffer_noSumIsKept_andNothingIsTriedAgain() throws Exception {
        PaneTree.Editor tree = PaneTree.EMPTY.edit(window(100), summing, panes);
        for (int pane = 0; pane < 100; pane++) {
            add(tree, pane, pane, 1);
        }
        List<VersionedMap<Object, Object>> parts = tree.parts(0, 100 * PANE_MS);
        assertThat(parts).hasSize(100);
        assertThat(parts.get(17)).isSameAs(panes.get(17 * PANE_MS));
        PaneTree built = tree.build();
        PaneTree.Editor next = built.edit(window(100), summing, panes);
        next.parts(0, 100 * PANE_MS);
        assertThat(next.build()).isSameAs(built);
    }

    @Test
    void valuesThatGrow_areNotKeptTwice() throws Exception {
        Function2<List<Integer>, List<Integer>, List<Integer>> both = (a, b) -> {
            List<Integer> all = new ArrayList<>(a);
            all.addAll(b);
            return all;
        };
        for (int pane = 0; pane < 100; pane++) {
            VersionedMap.Builder<Object, Object> one =
                    VersionedMap.<Object, Object>empty().edit();
            one.put("key", List.of(pane));
            panes.put(pane * PANE_MS, one.build());
        }
        PaneTree.Editor tree = PaneTree.EMPTY.edit(window(100), Accumulation.reducing(both), panes);
        assertThat(tree.parts(0, 100 * PANE_MS)).hasSize(100);
        assertThat(tree.build()).isSameAs(PaneTree.EMPTY);
    }

    @Test
    void forAFewKeys_noBlockIsMade_andThoseThatAreThereAreUsed() throws Exception {
        PaneTree.Editor tree = PaneTree.EMPTY.edit(window(64), summing, panes);
        for (int pane = 0; pane < 64; pane++) {
            add(tree, pane, "key", 1);
        }
        assertThat(tree.partsThere(0, 64 * PANE_MS)).hasSize(64);
        assertThat(tree.parts(0, 64 * PANE_MS)).hasSize(1);
        add(tree, 20, "key", 1);
        List<VersionedMap<Object, Object>> parts = tree.partsThere(0, 64 * PANE_MS);
        assertThat(parts).hasSize(3 + 3 + 4); // of 16, of 4 beside the pane that has changed, and with it
        assertThat(sumOf(parts)).containsExactly(Map.entry("key", 65));
    }

    @Test
    void valuesThatAreGrouped_areReadFromThePanes() throws Exception {
        PaneTree.Editor tree = PaneTree.EMPTY.edit(window(100), Accumulation.grouping(), panes);
        for (int pane = 0; pane < 100; pane++) {
            add(tree, pane, "key", 1);
        }
        assertThat(tree.parts(0, 100 * PANE_MS)).hasSize(100);
        assertThat(tree.build()).isSameAs(PaneTree.EMPTY);
    }
}
