// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class VersionedMapTest {

    private static VersionedMap<Integer, String> numbers(int size) {
        VersionedMap.Builder<Integer, String> builder =
                VersionedMap.<Integer, String>empty().edit();
        for (int i = 0; i < size; i++) {
            builder.put(i, "number " + i);
        }
        return builder.build();
    }

    @Test
    void noKey_isInTheEmptyMap() {
        VersionedMap<String, Integer> map = VersionedMap.empty();
        Trees.assertSame(map, Map.of(), "empty");
        assertThat(map.get("a")).isNull();
        assertThat(map.get(null)).isNull();
        assertThat(map.containsKey("a")).isFalse();
    }

    @Test
    void null_isAKeyLikeAnyOther() {
        VersionedMap.Builder<Integer, String> builder = numbers(100).edit();
        assertThat(builder.put(null, "nothing")).isNull();
        assertThat(builder.merge(null, "less", (a, b) -> a + " and " + b)).isEqualTo("nothing and less");
        VersionedMap<Integer, String> map = builder.build();
        assertThat(map.size()).isEqualTo(101);
        assertThat(map.get(null)).isEqualTo("nothing and less");
        assertThat(map.get(0)).as("which has the same hash").isEqualTo("number 0");
        builder = map.edit();
        assertThat(builder.remove(null)).isEqualTo("nothing and less");
        assertThat(Trees.shape(builder.build().root)).isEqualTo(Trees.shape(numbers(100).root));
    }

    @Test
    void null_isNoValue() {
        VersionedMap.Builder<Integer, String> builder = numbers(3).edit();
        assertThatThrownBy(() -> builder.put(1, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.merge(1, null, (a, b) -> a)).isInstanceOf(NullPointerException.class);
        assertThat(builder.build().get(1)).isEqualTo("number 1");
    }

    @Test
    void editsWithoutAChange_buildTheSameMap() {
        VersionedMap<Integer, String> map = numbers(1000);
        VersionedMap.Builder<Integer, String> builder = map.edit();
        builder.put(7, map.get(7));
        builder.compute(8, (key, value) -> value);
        builder.compute(-1, (key, value) -> value);
        builder.merge(9, "other", (value, other) -> value);
        builder.remove(-2);
        assertThat(builder.build()).isSameAs(map);
    }

    @Test
    void mapWithoutKeys_isTheEmptyMap() {
        VersionedMap<Integer, String> map = numbers(40);
        VersionedMap.Builder<Integer, String> builder = map.edit();
        for (int i = 0; i < 40; i++) {
            builder.remove(i);
        }
        assertThat(builder.size()).isZero();
        builder.put(3, "back");
        builder.remove(3);
        assertThat(builder.build()).isSameAs(VersionedMap.empty());
        assertThat(map.mapValues((key, value) -> null)).isSameAs(VersionedMap.empty());
    }

    @Test
    void emptyMap_isNotWrittenTo() {
        VersionedMap.Builder<Integer, String> builder = numbers(1).edit();
        builder.remove(0);
        builder.put(1, "one");
        builder.build();
        assertThat(VersionedMap.empty().root.content).isEmpty();
        assertThat(VersionedMap.empty().root.dataMap).isZero();
    }

    @Test
    void builder_thatHasBuilt_refusesEverything() {
        VersionedMap.Builder<Integer, String> builder = numbers(5).edit();
        builder.build();
        List<Runnable> uses = List.of(
                builder::size,
                builder::build,
                () -> builder.get(1),
                () -> builder.put(1, "a"),
                () -> builder.remove(1),
                () -> builder.compute(1, (key, value) -> "a"),
                () -> builder.merge(1, "a", (a, b) -> a));
        for (Runnable use : uses) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This builder has built its map; edit() that map to go on");
        }
    }

    @Test
    void functionThatThrows_leavesMapAndBuilder() {
        VersionedMap<Integer, String> map = numbers(2000);
        VersionedMap.Builder<Integer, String> builder = map.edit();
        builder.put(1, "one");
        for (int key : new int[] {1, 2, 5000}) {
            assertThatThrownBy(() -> builder.compute(key, (k, value) -> fail())).hasMessage("refused");
        }
        assertThatThrownBy(() -> builder.merge(3, "three", (a, b) -> fail())).hasMessage("refused");
        assertThatThrownBy(() -> map.mapValues((key, value) -> key == 1500 ? fail() : "mapped"))
                .hasMessage("refused");

        Map<Integer, String> expected = new HashMap<>();
        numbers(2000).forEach(expected::put);
        map.forEach((key, value) -> assertThat(value).isEqualTo(expected.get(key)));
        expected.put(1, "one");
        VersionedMap<Integer, String> built = builder.build();
        assertThat(built.size()).isEqualTo(2000);
        built.forEach((key, value) -> assertThat(value).isEqualTo(expected.get(key)));
    }

    private static String fail() {
        throw new IllegalArgumentException("refused");
    }

    /** Where a key that is there already has to make room for the new one, it is asked for its hash code. */
    @Test
    void keyThatThrows_leavesMapAndBuilder() {
        VersionedMap.Builder<Object, String> first =
                VersionedMap.<Object, String>empty().edit();
        for (int i = 0; i < 32; i++) {
            first.put(new Key(i, i), "key " + i);
        }
        VersionedMap<Object, String> map = first.build();
        VersionedMap.Builder<Object, String> builder = map.edit();
        Object neighbour = null;
        for (int i = 0; i < 1000 && neighbour == null; i++) {
            neighbour = (Node.hash(i) & 31) == 7 ? i : null;
        }
        Object same = neighbour;
        Key.refuses = true;
        try {
            assertThatThrownBy(() -> builder.put(same, "neighbour")).hasMessageStartingWith("no hash code of 7@7");
        } finally {
            Key.refuses = false;
        }
        builder.put(new Key(7, 7), "changed");
        assertThat(map.get(new Key(7, 7))).isEqualTo("key 7");
        builder.put(same, "neighbour");
        VersionedMap<Object, String> built = builder.build();
        assertThat(built.get(new Key(7, 7))).isEqualTo("changed");
        assertThat(built.get(same)).isEqualTo("neighbour");
        assertThat(built.size()).isEqualTo(33);
        assertThat(map.get(same)).isNull();
    }

    @Test
    void functionThatUsesItsBuilder_isRefused() {
        VersionedMap<Integer, String> map = numbers(10);
        VersionedMap.Builder<Integer, String> builder = map.edit();
        assertThatThrownBy(() -> builder.compute(1, (key, value) -> {
                    builder.put(2, "two");
                    return "one";
                }))
                .isInstanceOf(ConcurrentModificationException.class);
        assertThatThrownBy(() -> builder.merge(3, "", (a, b) -> {
                    builder.build();
                    return "three";
                }))
                .isInstanceOf(ConcurrentModificationException.class);
        assertThat(map.get(3)).isEqualTo("number 3");
    }

    @Test
    void iterator_makesARecordWhenItIsAskedFor_alsoNull() {
        List<Integer> made = new ArrayList<>();
        Iterator<String> records = numbers(100).iterator((key, value) -> {
            made.add(key);
            return key % 2 == 0 ? null : value;
        });
        assertThat(made).isEmpty();
        int count = 0;
        int nulls = 0;
        while (records.hasNext()) {
            assertThat(records.hasNext()).isTrue();
            assertThat(made).hasSize(count++);
            nulls += records.next() == null ? 1 : 0;
        }
        assertThat(count).isEqualTo(100);
        assertThat(nulls).isEqualTo(50);
        assertThat(records.hasNext()).isFalse();
        assertThatThrownBy(records::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void mapValues_asksKeysForNothing() {
        VersionedMap.Builder<Key, Integer> builder =
                VersionedMap.<Key, Integer>empty().edit();
        for (int i = 0; i < 5000; i++) {
            builder.put(Key.Spread.EVENLY.key(i), i);
        }
        VersionedMap<Key, Integer> map = builder.build();
        Key.asked = 0;
        VersionedMap<Key, Long> mapped = map.mapValues((key, value) -> value % 3 == 0 ? null : (Long) (10L * value));
        assertThat(Key.asked).isZero();
        assertThat(mapped.size()).isEqualTo(3333);
        assertThat(mapped.get(Key.Spread.EVENLY.key(4))).isEqualTo(40);
        assertThat(mapped.get(Key.Spread.EVENLY.key(3))).isNull();
    }

    @Test
    void mapValues_sharesWhatItGivesBack() {
        VersionedMap<Integer, String> map = numbers(10_000);
        assertThat(map.mapValues((key, value) -> value).bytesBeyond(map)).isZero();
        assertThat(map.mapValues((key, value) -> key == 77 ? "other" : value).bytesBeyond(map))
                .isBetween(1L, 5_000L);
    }

    @Test
    void keysOfOnePartition_spread() {
        VersionedMap.Builder<Integer, String> builder =
                VersionedMap.<Integer, String>empty().edit();
        for (int i = 0; i < 100_000; i++) {
            builder.put(1024 * i + 3, "");
        }
        long bytes = builder.build().bytesBeyond(VersionedMap.empty());
        long even = numbers(100_000).bytesBeyond(VersionedMap.empty());
        assertThat(bytes).isBetween(even * 9 / 10, even * 11 / 10);
    }
}
