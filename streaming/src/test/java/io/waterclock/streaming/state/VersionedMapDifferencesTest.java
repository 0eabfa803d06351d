// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What two versions share isn't looked at, nor counted. That what is told is right, {@link VersionedMapRandomTest} shows. */
class VersionedMapDifferencesTest {
    private static final int SIZE = 50_000;

    private final VersionedMap<Key, String> map = filled();

    private static VersionedMap<Key, String> filled() {
        VersionedMap.Builder<Key, String> builder =
                VersionedMap.<Key, String>empty().edit();
        for (int i = 0; i < SIZE; i++) {
            builder.put(Key.Spread.EVENLY.key(i), "value");
        }
        return builder.build();
    }

    private VersionedMap<Key, String> changed(int keys) {
        VersionedMap.Builder<Key, String> builder = map.edit();
        for (int i = 0; i < keys; i++) {
            builder.put(Key.Spread.EVENLY.key(i * (SIZE / keys)), "changed");
        }
        return builder.build();
    }

    private static List<String> differences(VersionedMap<Key, String> older, VersionedMap<Key, String> newer) {
        List<String> told = new ArrayList<>();
        VersionedMap.differences(older, newer, (key, before, after) -> told.add(before + " -> " + after));
        return told;
    }

    @Test
    void differences_costAsMuchAsWasChanged() {
        VersionedMap<Key, String> newer = changed(10);
        Key.asked = 0;
        assertThat(differences(map, newer)).hasSize(10).containsOnly("value -> changed");
        assertThat(Key.asked).as("keys compared").isLessThan(10 * 4 * 32);
        Key.asked = 0;
        assertThat(differences(map, map)).isEmpty();
        assertThat(Key.asked).isZero();
    }

    @Test
    void differences_withTheEmptyMap_areAllEntries() {
        assertThat(differences(VersionedMap.empty(), map)).hasSize(SIZE).containsOnly("null -> value");
        assertThat(differences(map, VersionedMap.empty())).hasSize(SIZE).containsOnly("value -> null");
    }

    @Test
    void equalValues_thatAreNotTheSame_areADifference() {
        VersionedMap<Key, String> newer = map.mapValues((key, value) -> new String("value"));
        assertThat(differences(map, newer)).hasSize(SIZE).containsOnly("value -> value");
    }

    @Test
    void bytes_areThoseOfTheNodesNotShared() {
        assertThat(map.bytesBeyond(map)).isZero();
        assertThat(VersionedMap.empty().bytesBeyond(map))
                .isGreaterThanOrEqualTo(0)
                .isLessThan(100);
        long whole = map.bytesBeyond(VersionedMap.empty());
        assertThat(whole).isBetween(12L * SIZE, 48L * SIZE);
        long one = changed(1).bytesBeyond(map);
        assertThat(one).isBetween(100L, 2_000L);
        assertThat(changed(20).bytesBeyond(map)).isBetween(5 * one, 40 * one);
        assertThat(changed(SIZE).bytesBeyond(map)).isEqualTo(whole);
        assertThat(map.bytesBeyond(changed(1))).as("the other way round").isEqualTo(one);
    }
}
