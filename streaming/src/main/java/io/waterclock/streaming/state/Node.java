// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree: entries whose hash has no like below here, and sub-nodes for the others.
 *
 * <p>Five bits of the hash choose one of 32 places. A place is empty, or holds an entry (its bit is in {@code dataMap}), or a sub-node
 * (its bit is in {@code nodeMap}). The places taken lie in one array without gaps: keys and values alternate from the front, in the
 * order of their bits; sub-nodes are from the back, the first one last. So the number of entries follows from the length of the array,
 * also in a collision node, which has no bits: where the hash is used up, keys with all of it in common stand in a row.
 *
 * <p>Every node but the root has two entries or more in its sub-tree. That makes the shape a function of the set of keys.
 *
 * <p>A node is written to only by the {@link Editor} that made it, before the map that it becomes part of is handed out.
 */
final class Node {
    static final int BITS = 5;

    /** Of the deepest nodes, where all bits of the hash are used up. */
    static final int COLLISION_DEPTH = (Integer.SIZE + BITS - 1) / BITS;

    /** Nodes on the longest way from the root. */
    static final int MAX_PATH = COLLISION_DEPTH + 1;

    static final Node EMPTY = new Node(0, 0, new Object[0]);

    int dataMap;
    int nodeMap;

    @Nullable
    Object[] content;

    Node(int dataMap, int nodeMap, @Nullable Object[] content) {
        this.dataMap = dataMap;
        this.nodeMap = nodeMap;
        this.content = content;
    }

    /**
     * The finaliser of MurmurHash3. Keys of one partition have the same hash code modulo the number of partitions, so its low bits tell
     * little; and since no two hash codes get the same hash, only equal hash codes collide.
     */
    static int hash(@Nullable Object key) {
        if (key == null) {
            return 0;
        }
        int h = key.hashCode();
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    /** The place of a hash at a depth; at {@link #COLLISION_DEPTH} there is none. */
    static int bit(int hash, int depth) {
        return 1 << (hash >>> (depth * BITS));
    }

    static boolean same(@Nullable Object key, @Nullable Object stored) {
        return key == stored || (key != null && key.equals(stored));
    }

    /** An element of the array as what the map's type says that it is; a key may be null all the same. */
    @SuppressWarnings({"unchecked", "NullAway"})
    static <T> T as(@Nullable Object element) {
        return (T) element;
    }

    /** The value of a key in the tree below; {@code rest} is its hash without what led here. */
    @Nullable
    Object get(@Nullable Object key, int hash, int depth) {
        Node node = this;
        int rest = depth == COLLISION_DEPTH ? 0 : hash >>> (depth * BITS);
        while (true) {
            int bit = 1 << rest;
            if ((node.dataMap & bit) != 0) {
                int i = node.dataIndex(bit);
                return same(key, node.content[i]) ? node.content[i + 1] : null;
            }
            if ((node.nodeMap & bit) == 0) {
                return node.getInRow(key);
            }
            node = node.child(bit);
            rest >>>= BITS;
        }
    }

    private @Nullable Object getInRow(@Nullable Object key) {
        int i = (dataMap | nodeMap) == 0 ? indexInRow(key) : -1;
        return i < 0 ? null : content[i + 1];
    }

    /** In a collision node: where the key is, or -1. */
    int indexInRow(@Nullable Object key) {
        for (int i = 0; i < content.length; i += 2) {
            if (same(key, content[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Where the key is, if the entry at this place has it, or -1. */
    int indexOfEntry(@Nullable Object key, int bit) {
        int i = dataIndex(bit);
        return (dataMap & bit) != 0 && same(key, content[i]) ? i : -1;
    }

    /** Where keys and values end in the array; sub-nodes are from here on. */
    int dataEnd() {
        return content.length - Integer.bitCount(nodeMap);
    }

    int dataIndex(int bit) {
        return 2 * Integer.bitCount(dataMap & (bit - 1));
    }

    int nodeIndex(int bit) {
        return content.length - 1 - Integer.bitCount(nodeMap & (bit - 1));
    }

    Node childAt(int index) {
        return as(content[index]);
    }

    Node child(int bit) {
        return childAt(nodeIndex(bit));
    }

    @Nullable
    Node childOrNull(int bit) {
        return (nodeMap & bit) == 0 ? null : child(bit);
    }

    /** Whether this is one entry, and so can't stay a node unless it is the root. */
    boolean isSingle() {
        return content.length == 2 && nodeMap == 0;
    }

    <K, V> void forEach(BiConsumer<? super K, ? super V> action) {
        @Nullable Object[] from = content;
        int dataEnd = dataEnd();
        for (int i = 0; i < dataEnd; i += 2) {
            action.accept(as(from[i]), as(from[i + 1]));
        }
        for (int i = from.length - 1; i >= dataEnd; i--) {
            Node child = as(from[i]);
            child.forEach(action);
        }
    }

    /** A sub-tree of two entries, for a node at this depth; their hashes agree in all that led here. */
    static Node ofTwo(
            @Nullable Object key1,
            @Nullable Object value1,
            int hash1,
            @Nullable Object key2,
            @Nullable Object value2,
            int hash2,
            int depth) {
        if (depth == COLLISION_DEPTH) {
            return new Node(0, 0, new @Nullable Object[] {key1, value1, key2, value2});
        }
        int bit1 = bit(hash1, depth);
        int bit2 = bit(hash2, depth);
        if (bit1 == bit2) {
            Node below = ofTwo(key1, value1, hash1, key2, value2, hash2, depth + 1);
            return new Node(0, bit1, new @Nullable Object[] {below});
        }
        boolean inOrder = Integer.compareUnsigned(bit1, bit2) < 0;
        return new Node(
                bit1 | bit2,
                0,
                inOrder
                        ? new @Nullable Object[] {key1, value1, key2, value2}
                        : new @Nullable Object[] {key2, value2, key1, value1});
    }

    // Changes of a node that its editor owns. All but putChild make a new array and leave the old one as it is.

    void putChild(int bit, Node child) {
        content[nodeIndex(bit)] = child;
    }

    /** {@code bit} is 0 in a collision node. */
    void insertEntry(int bit, int index, @Nullable Object key, Object value) {
        @Nullable Object[] to = new @Nullable Object[content.length + 2];
        System.arraycopy(content, 0, to, 0, index);
        to[index] = key;
        to[index + 1] = value;
        System.arraycopy(content, index, to, index + 2, content.length - index);
        dataMap |= bit;
        content = to;
    }

    /** {@code bit} is 0 in a collision node. */
    void removeEntry(int bit, int index) {
        @Nullable Object[] to = new @Nullable Object[content.length - 2];
        System.arraycopy(content, 0, to, 0, index);
        System.arraycopy(content, index + 2, to, index, to.length - index);
        dataMap &= ~bit;
        content = to;
    }

    void entryToChild(int bit, Node child) {
        int entry = dataIndex(bit);
        int place = nodeIndex(bit) - 1;
        @Nullable Object[] to = new @Nullable Object[content.length - 1];
        System.arraycopy(content, 0, to, 0, entry);
        System.arraycopy(content, entry + 2, to, entry, place - entry);
        to[place] = child;
        System.arraycopy(content, place + 2, to, place + 1, to.length - place - 1);
        dataMap &= ~bit;
        nodeMap |= bit;
        content = to;
    }

    void childToEntry(int bit, @Nullable Object key, @Nullable Object value) {
        int entry = dataIndex(bit);
        int place = nodeIndex(bit);
        @Nullable Object[] to = new @Nullable Object[content.length + 1];
        System.arraycopy(content, 0, to, 0, entry);
        to[entry] = key;
        to[entry + 1] = value;
        System.arraycopy(content, entry, to, entry + 2, place - entry);
        System.arraycopy(content, place + 1, to, place + 2, content.length - place - 1);
        dataMap |= bit;
        nodeMap &= ~bit;
        content = to;
    }
}
