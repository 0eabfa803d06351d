// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.rdd.derived.JoinKind;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupingTest {
    private static final long SEED = Long.getLong("test.seed", 20261125L);

    @Test
    void randomSides_areGroupedAsAMapOfListsWould() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            int sides = 1 + random.nextInt(3);
            Map<Object, List<List<Object>>> model = new LinkedHashMap<>();
            Grouping grouping = new Grouping(sides);
            for (int side = 0; side < sides; side++) {
                for (Pairs chunk : RandomPairs.chunks(random)) {
                    grouping.add(side, chunk);
                    for (int i = 0; i < chunk.size; i++) {
                        model.computeIfAbsent(chunk.keys.get(i), k -> lists(sides))
                                .get(side)
                                .add(chunk.values.get(i));
                    }
                }
            }
            Map<Object, Object> found = new LinkedHashMap<>();
            for (Tuple2<?, ?> group : pairs(new GroupReader(grouping, sides, true), random)) {
                found.put(group._1(), Arrays.asList((Object[]) group._2()));
            }
            assertThat(new ArrayList<>(found.entrySet()))
                    .as("seed %d", seed)
                    .isEqualTo(new ArrayList<>(model.entrySet()));
        }
    }

    private static List<List<Object>> lists(int sides) {
        List<List<Object>> lists = new ArrayList<>();
        for (int i = 0; i < sides; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    @Test
    void randomJoins_giveTheSamePairingsInTheSameOrderAKey() throws Exception {
        List<JoinKind> kinds = List.of(JoinKind.INNER, JoinKind.LEFT_OUTER, JoinKind.RIGHT_OUTER, JoinKind.FULL_OUTER);
        for (int round = 0; round < 1_000; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            JoinKind kind = kinds.get(random.nextInt(4));
            List<Pairs> left = RandomPairs.chunks(random);
            List<Pairs> right = RandomPairs.chunks(random);
            Map<Object, List<List<Object>>> groups = new HashMap<>();
            for (List<Pairs> side : List.of(left, right)) {
                for (Pairs chunk : side) {
                    for (int i = 0; i < chunk.size; i++) {
                        groups.computeIfAbsent(chunk.keys.get(i), k -> lists(2))
                                .get(side == left ? 0 : 1)
                                .add(chunk.values.get(i));
                    }
                }
            }
            Map<Object, List<Object>> expected = new HashMap<>();
            groups.forEach((key, lists) -> {
                List<Object> pairings = new ArrayList<>();
                kind.call(lists.toArray()).forEachRemaining(pairings::add);
                if (!pairings.isEmpty()) {
                    expected.put(key, pairings);
                }
            });
            Grouping grouping = new Grouping(1);
            right.forEach(chunk -> grouping.add(0, chunk));
            JoinReader join = new JoinReader(PairsReader.of(left.iterator()), grouping, kind, () -> {});
            Map<Object, List<Object>> found = new HashMap<>();
            for (Tuple2<?, ?> pairing : pairs(join, random)) {
                found.computeIfAbsent(pairing._1(), k -> new ArrayList<>()).add(pairing._2());
            }
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
        }
    }

    /** Reads in chunks of any size. */
    private static List<Tuple2<?, ?>> pairs(ChunkReader reader, Random random) throws Exception {
        List<Tuple2<?, ?>> all = new ArrayList<>();
        while (reader.next(1 + random.nextInt(random.nextBoolean() ? 3 : 3_000))) {
            assertThat(reader.to).isGreaterThan(reader.from);
            for (int i = reader.from; i < reader.to; i++) {
                all.add((Tuple2<?, ?>) reader.array[i]);
            }
        }
        return all;
    }
}
