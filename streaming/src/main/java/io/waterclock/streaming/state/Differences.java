// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.streaming.state.VersionedMap.Changes;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Two trees walked beside each other. What is the same node in both is passed over; elsewhere each place is compared: entry with entry,
 * entry with sub-tree, sub-tree with sub-tree.
 */
final class Differences<K, V> {
    private final Changes<? super K, ? super V> changes;
    private final BiConsumer<K, V> removed;
    private final BiConsumer<K, V> added;

    Differences(Changes<? super K, ? super V> changes) {
        this.changes = changes;
        this.removed = (key, before) -> changes.changed(key, before, null);
        this.added = (key, after) -> changes.changed(key, null, after);
    }

    /** For two nodes at the same place, at this depth. */
    void between(Node older, Node newer, int depth) {
        if (older == newer) {
            return;
        }
        if (depth == Node.COLLISION_DEPTH) {
            betweenRows(older, newer);
            return;
        }
        int places = older.dataMap | older.nodeMap | newer.dataMap | newer.nodeMap;
        while (places != 0) {
            int bit = Integer.lowestOneBit(places);
            places ^= bit;
            atPlace(older, newer, bit, depth + 1);
        }
    }

    private void atPlace(Node older, Node newer, int bit, int depth) {
        Node olderChild = older.childOrNull(bit);
        Node newerChild = newer.childOrNull(bit);
        int before = (older.dataMap & bit) == 0 ? -1 : older.dataIndex(bit);
        int after = (newer.dataMap & bit) == 0 ? -1 : newer.dataIndex(bit);
        if (olderChild != null && newerChild != null) {
            between(olderChild, newerChild, depth);
        } else if (olderChild != null) {
            wasTree(olderChild, newer, after, depth);
        } else if (newerChild != null) {
            isTree(older, before, newerChild, depth);
        } else {
            betweenEntries(older, before, newer, after);
        }
    }

    /** An index of -1: no entry. */
    private void betweenEntries(Node older, int before, Node newer, int after) {
        if (before < 0) {
            added.accept(key(newer, after), value(newer, after));
        } else if (after < 0) {
            removed.accept(key(older, before), value(older, before));
        } else if (Node.same(key(older, before), key(newer, after))) {
            compare(key(newer, after), value(older, before), value(newer, after));
        } else {
            removed.accept(key(older, before), value(older, before));
            added.accept(key(newer, after), value(newer, after));
        }
    }

    private void wasTree(Node older, Node newer, int after, int depth) {
        if (after < 0) {
            older.forEach(removed);
            return;
        }
        K key = key(newer, after);
        V value = value(newer, after);
        compare(key, Node.as(older.get(key, Node.hash(key), depth)), value);
        older.<K, V>forEach((other, before) -> {
            if (!Node.same(key, other)) {
                removed.accept(other, before);
            }
        });
    }

    private void isTree(Node older, int before, Node newer, int depth) {
        if (before < 0) {
            newer.forEach(added);
            return;
        }
        K key = key(older, before);
        V value = value(older, before);
        compare(key, value, Node.as(newer.get(key, Node.hash(key), depth)));
        newer.<K, V>forEach((other, after) -> {
            if (!Node.same(key, other)) {
                added.accept(other, after);
            }
        });
    }

    private void betweenRows(Node older, Node newer) {
        for (int i = 0; i < older.content.length; i += 2) {
            int after = newer.indexInRow(older.content[i]);
            compare(key(older, i), value(older, i), after < 0 ? null : value(newer, after));
        }
        for (int i = 0; i < newer.content.length; i += 2) {
            if (older.indexInRow(newer.content[i]) < 0) {
                added.accept(key(newer, i), value(newer, i));
            }
        }
    }

    private void compare(K key, @Nullable V before, @Nullable V after) {
        if (before != after) {
            changes.changed(key, before, after);
        }
    }

    private K key(Node node, int index) {
        return Node.as(node.content[index]);
    }

    private V value(Node node, int index) {
        return Node.as(node.content[index + 1]);
    }
}
