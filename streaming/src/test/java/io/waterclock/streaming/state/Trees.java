// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Maps looked at from inside, and compared with those of the JDK. */
final class Trees {
    private Trees() {}

    /** That a map is what the other is, by every way to read it, and that its tree is in order. */
    static <K, V> void assertSame(VersionedMap<K, V> map, Map<K, V> expected, String when) {
        assertThat(map.size()).as(when).isEqualTo(expected.size());
        assertThat(map.isEmpty()).as(when).isEqualTo(expected.isEmpty());
        expected.forEach((key, value) -> {
            assertThat(map.get(key)).as(when).isSameAs(value);
            assertThat(map.containsKey(key)).as(when).isTrue();
        });
        Map<K, V> each = new HashMap<>();
        List<K> keys = new ArrayList<>();
        map.forEach((key, value) -> {
            assertThat(each.put(key, value)).as(when).isNull();
            keys.add(key);
        });
        assertThat(each).as(when).isEqualTo(expected);
        assertThat(keysInOrder(map)).as(when).isEqualTo(keys);
        assertThat(entriesBelow(map.root, 0, 0, when)).as(when).isEqualTo(map.size());
    }

    static <K> List<K> keysInOrder(VersionedMap<K, ?> map) {
        List<K> keys = new ArrayList<>();
        map.<K>iterator((key, value) -> key).forEachRemaining(keys::add);
        return keys;
    }

    /** Bits and keys of every node. */
    static String shape(Node node) {
        StringBuilder shape = new StringBuilder("(" + Integer.toHexString(node.dataMap));
        for (int i = 0; i < node.dataEnd(); i += 2) {
            shape.append(' ').append(node.content[i]);
        }
        shape.append(" | ").append(Integer.toHexString(node.nodeMap));
        for (int i = node.content.length - 1; i >= node.dataEnd(); i--) {
            shape.append(' ').append(shape(node.childAt(i)));
        }
        return shape.append(')').toString();
    }

    private static int entriesBelow(Node node, int depth, int prefix, String when) {
        int entries = node.dataEnd() / 2;
        if (depth == Node.COLLISION_DEPTH) {
            assertThat(node.dataMap | node.nodeMap).as(when).isZero();
        } else {
            assertThat(node.dataMap & node.nodeMap).as(when).isZero();
            assertThat(Integer.bitCount(node.dataMap)).as(when).isEqualTo(entries);
        }
        checkPlaces(node, depth, prefix, when);
        for (int rest = node.nodeMap; rest != 0; rest &= rest - 1) {
            int place = Integer.numberOfTrailingZeros(rest);
            int below = prefix | place << (depth * Node.BITS);
            entries += entriesBelow(node.child(Integer.lowestOneBit(rest)), depth + 1, below, when);
        }
        assertThat(depth == 0 || entries >= 2)
                .as("%s: a node of %s entries", when, entries)
                .isTrue();
        return entries;
    }

    private static void checkPlaces(Node node, int depth, int prefix, String when) {
        int known = depth == Node.COLLISION_DEPTH ? -1 : (1 << (depth * Node.BITS)) - 1;
        for (int i = 0; i < node.dataEnd(); i += 2) {
            int hash = Node.hash(node.content[i]);
            assertThat(hash & known).as(when).isEqualTo(prefix);
            assertThat(node.content[i + 1]).as(when).isNotNull();
            if (depth < Node.COLLISION_DEPTH) {
                int bit = Node.bit(hash, depth);
                assertThat(node.dataMap & bit).as(when).isNotZero();
                assertThat(node.dataIndex(bit)).as(when).isEqualTo(i);
            }
        }
    }
}
