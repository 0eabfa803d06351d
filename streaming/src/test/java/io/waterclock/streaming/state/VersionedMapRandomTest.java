// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random programs, with a {@link HashMap} for each version as the oracle. */
class VersionedMapRandomTest {
    private static final int ROUNDS = 150;
    private static final int VERSIONS = 30;

    private final long seed = Long.getLong("test.seed", 91L);

    private record Version(VersionedMap<Key, Object> map, Map<Key, Object> expected) {}

    @ParameterizedTest
    @EnumSource
    void versions_areWhatWasEdited_andNeverChange(Key.Spread spread) {
        for (int round = 0; round < ROUNDS; round++) {
            String when = "seed " + seed + ", " + spread + ", round " + round;
            Random random = new Random(seed + round);
            int keys = 1 + random.nextInt(random.nextInt(4) == 0 ? 2000 : 60);
            List<Version> versions = new ArrayList<>();
            versions.add(new Version(VersionedMap.empty(), new HashMap<>()));
            while (versions.size() < VERSIONS) {
                Version from = versions.get(random.nextInt(versions.size()));
                Version next = random.nextInt(4) == 0
                        ? mapped(from, random)
                        : edited(from, spread, keys, random, when + ", version " + versions.size());
                Trees.assertSame(next.map, next.expected, when);
                versions.add(next);
            }
            for (Version version : versions) {
                Trees.assertSame(version.map, version.expected, when);
                Version other = versions.get(random.nextInt(VERSIONS));
                assertDifferences(other, version, when);
            }
        }
    }

    private static Key key(Key.Spread spread, int keys, Random random) {
        int id = random.nextInt(keys);
        return id == 0 ? null : spread.key(id);
    }

    private static Version edited(Version from, Key.Spread spread, int keys, Random random, String when) {
        Map<Key, Object> expected = new HashMap<>(from.expected);
        VersionedMap.Builder<Key, Object> builder = from.map.edit();
        int removalsOfTen = random.nextInt(10);
        for (int ops = random.nextInt(2 * keys); ops > 0; ops--) {
            Key key = key(spread, keys, random);
            if (random.nextInt(10) < removalsOfTen) {
                assertThat(builder.remove(key)).as(when).isSameAs(expected.remove(key));
            } else {
                change(builder, expected, key, random, when);
            }
            assertThat(builder.get(key)).as(when).isSameAs(expected.get(key));
            assertThat(builder.size()).as(when).isEqualTo(expected.size());
        }
        return new Version(builder.build(), expected);
    }

    private static void change(
            VersionedMap.Builder<Key, Object> builder, Map<Key, Object> expected, Key key, Random random, String when) {
        Object value = "value " + random.nextInt();
        Object made = random.nextInt(3) == 0 ? null : value;
        Object old = expected.get(key);
        switch (random.nextInt(4)) {
            case 0 -> assertThat(builder.put(key, value)).as(when).isSameAs(expected.put(key, value));
            case 1 ->
                assertThat(builder.compute(key, (k, v) -> {
                            assertThat(k).as(when).isEqualTo(key);
                            assertThat(v).as(when).isSameAs(old);
                            return made;
                        }))
                        .as(when)
                        .isSameAs(expected.compute(key, (k, v) -> made));
            case 2 ->
                assertThat(builder.merge(key, value, (v, w) -> {
                            assertThat(v).as(when).isSameAs(old);
                            assertThat(w).as(when).isSameAs(value);
                            return made;
                        }))
                        .as(when)
                        .isSameAs(expected.merge(key, value, (v, w) -> made));
            default -> assertThat(builder.compute(key, (k, v) -> v)).as(when).isSameAs(old);
        }
    }

    private static Version mapped(Version from, Random random) {
        int keptOfTen = random.nextInt(11);
        int leavingOfTen = random.nextInt(11);
        Map<Key, Object> expected = new HashMap<>();
        VersionedMap<Key, Object> map = from.map.mapValues((key, value) -> {
            assertThat(value).isSameAs(from.expected.get(key));
            if (random.nextInt(10) < leavingOfTen) {
                return null;
            }
            Object mapped = random.nextInt(10) < keptOfTen ? value : "mapped " + value;
            expected.put(key, mapped);
            return mapped;
        });
        return new Version(map, expected);
    }

    private static void assertDifferences(Version older, Version newer, String when) {
        Map<Key, List<Object>> expected = new HashMap<>();
        older.expected.forEach((key, value) -> {
            Object after = newer.expected.get(key);
            if (after != value) {
                List<Object> change = new ArrayList<>(Collections.singletonList(value));
                change.add(after);
                expected.put(key, change);
            }
        });
        newer.expected.forEach((key, value) -> {
            if (!older.expected.containsKey(key)) {
                List<Object> change = new ArrayList<>(Collections.singletonList(null));
                change.add(value);
                expected.put(key, change);
            }
        });
        Map<Key, List<Object>> told = new HashMap<>();
        VersionedMap.differences(older.map, newer.map, (key, before, after) -> {
            List<Object> change = new ArrayList<>(Collections.singletonList(before));
            change.add(after);
            assertThat(told.put(key, change)).as("%s: %s told twice", when, key).isNull();
        });
        assertThat(told).as(when).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = "COLLIDING", mode = EnumSource.Mode.EXCLUDE)
    void orderAndShape_dependOnTheKeysAlone(Key.Spread spread) {
        for (int round = 0; round < ROUNDS; round++) {
            String when = "seed " + seed + ", " + spread + ", round " + round;
            Random random = new Random(seed + round);
            int keys = 1 + random.nextInt(400);
            Map<Integer, Key> wanted = new HashMap<>();
            List<Key> all = new ArrayList<>();
            for (int id = 0; id < keys; id++) {
                Key key = spread.key(id);
                all.add(key);
                if (random.nextBoolean()) {
                    wanted.putIfAbsent(Node.hash(key), key);
                }
            }
            VersionedMap<Key, Object> added = VersionedMap.empty();
            List<Key> order = new ArrayList<>(wanted.values());
            Collections.shuffle(order, random);
            for (Key key : order) {
                VersionedMap.Builder<Key, Object> builder = added.edit();
                builder.put(key, "added");
                added = builder.build();
            }
            Collections.shuffle(all, random);
            VersionedMap.Builder<Key, Object> builder =
                    VersionedMap.<Key, Object>empty().edit();
            all.forEach(key -> builder.put(key, "all"));
            VersionedMap<Key, Object> whole = builder.build();
            VersionedMap.Builder<Key, Object> remover = whole.edit();
            all.stream().filter(key -> !wanted.containsValue(key)).forEach(remover::remove);
            VersionedMap<Key, Object> filtered =
                    whole.mapValues((key, value) -> wanted.containsValue(key) ? value : null);

            for (VersionedMap<Key, Object> same : List.of(remover.build(), filtered)) {
                assertThat(Trees.shape(same.root)).as(when).isEqualTo(Trees.shape(added.root));
                assertThat(Trees.keysInOrder(same)).as(when).isEqualTo(Trees.keysInOrder(added));
            }
        }
    }
}
