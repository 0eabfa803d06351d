// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import org.jspecify.annotations.Nullable;

/**
 * The next version of a tree while it is made. First {@link #find}, which changes nothing; then, if need be, {@link #set}, on the way
 * that was found.
 *
 * <p>What makes the next version cheap is that a node is copied once, at the first change in its sub-tree, and after that is changed in
 * place. Which nodes are ours need not be written down in them, as a transient of Clojure does with a token in each node (8 bytes of
 * about 60): a node never leaves its place in the tree, so ours are those that aren't at the same place in the base. On the way
 * down the base is walked beside the tree, until both are in the same node; all below that is shared.
 */
final class Editor {
    private final Node base;
    private Node root;
    private int size;

    /** How often a key was sought: what shows that a way found is still the last one. */
    private long finds;

    // The way to the key that was sought last, in numbers: a search writes no references, and keeps no node alive.
    private int hash;
    /** Of the last node. */
    private int depth;
    /** So many nodes of the way, from the root on, are ours. */
    private int owned;
    /** Of the deepest node before the last that is the root or has more than the way on. */
    private int fork;
    /** Where the key is in the array of the last node, or -1. */
    private int slot;

    Editor(Node base, int size) {
        this.base = base;
        this.root = base;
        this.size = size;
    }

    Node root() {
        return root;
    }

    int size() {
        return size;
    }

    long finds() {
        return finds;
    }

    @Nullable
    Object get(@Nullable Object sought) {
        return root.get(sought, Node.hash(sought), 0);
    }

    /** The value of a key, or null; and the way to it, or to where it would be. */
    @Nullable
    Object find(@Nullable Object key) {
        finds++;
        hash = Node.hash(key);
        depth = 0;
        owned = 0;
        fork = 0;
        Node node = root;
        Node twin = base;
        while (true) {
            if (node != twin) {
                owned = depth + 1;
            }
            if (depth == Node.COLLISION_DEPTH) {
                return found(node, node.indexInRow(key));
            }
            int bit = Node.bit(hash, depth);
            if ((node.nodeMap & bit) == 0) {
                return found(node, node.indexOfEntry(key, bit));
            }
            if (node.content.length > 1) {
                fork = depth;
            }
            Node child = node.child(bit);
            twin = node == twin ? child : childOrEmpty(twin, bit);
            node = child;
            depth++;
        }
    }

    private @Nullable Object found(Node node, int index) {
        slot = index;
        return index < 0 ? null : node.content[index + 1];
    }

    /** The empty node is no child of any: where the base has nothing, it says that all of ours is new. */
    private static Node childOrEmpty(Node twin, int bit) {
        Node child = twin.childOrNull(bit);
        return child == null ? Node.EMPTY : child;
    }

    /** Gives the key that was found, or not found, another value; null removes it. */
    void set(@Nullable Object key, @Nullable Object value) {
        if (slot < 0) {
            if (value != null) {
                insert(key, value);
                size++;
            }
        } else if (value == null) {
            remove();
            size--;
        } else {
            replace(value);
        }
    }

    private void replace(Object value) {
        Node last = nodeAt(depth);
        if (value != last.content[slot + 1]) {
            Node ours = depth < owned ? last : own(depth);
            ours.content[slot + 1] = value;
        }
    }

    private void insert(@Nullable Object key, Object value) {
        Node last = nodeAt(depth);
        int bit = bitOfEntry();
        if ((last.dataMap & bit) == 0) {
            int i = depth == Node.COLLISION_DEPTH ? last.content.length : last.dataIndex(bit);
            Node draft = draft(last, depth);
            draft.insertEntry(bit, i, key, value);
            link(draft, depth);
        } else {
            int i = last.dataIndex(bit);
            Object other = last.content[i];
            Object otherValue = last.content[i + 1];
            Node below = Node.ofTwo(other, otherValue, Node.hash(other), key, value, hash, depth + 1);
            Node draft = draft(last, depth);
            draft.entryToChild(bit, below);
            link(draft, depth);
        }
    }

    private void remove() {
        Node last = nodeAt(depth);
        if (depth > 0 && last.nodeMap == 0 && last.content.length == 4) {
            int rest = 2 - slot;
            moveUp(last.content[rest], last.content[rest + 1]);
        } else {
            Node draft = draft(last, depth);
            draft.removeEntry(bitOfEntry(), slot);
            link(draft, depth);
        }
    }

    /** An entry that would be alone in its node goes to the next one above that has something else too. */
    private void moveUp(@Nullable Object restKey, @Nullable Object restValue) {
        Node draft = draft(nodeAt(fork), fork);
        draft.childToEntry(Node.bit(hash, fork), restKey, restValue);
        link(draft, fork);
    }

    /** None in a collision node. */
    private int bitOfEntry() {
        return depth == Node.COLLISION_DEPTH ? 0 : Node.bit(hash, depth);
    }

    private Node nodeAt(int at) {
        Node node = root;
        for (int i = 0; i < at; i++) {
            node = node.child(Node.bit(hash, i));
        }
        return node;
    }

    /** The node of the way at this depth, ours from now on, to be written to. */
    private Node own(int at) {
        Node node = nodeAt(Math.min(at, owned));
        while (owned <= at) {
            Node copy = new Node(node.dataMap, node.nodeMap, node.content.clone());
            int next = owned;
            link(copy, next);
            node = next < at ? copy.child(Node.bit(hash, next)) : copy;
        }
        return node;
    }

    /**
     * A node of the way, for a change that replaces its array. If it wasn't ours it isn't linked yet, as it still has the array of the
     * shared one.
     */
    private Node draft(Node node, int at) {
        return at < owned ? node : new Node(node.dataMap, node.nodeMap, node.content);
    }

    /** Puts a node that is ours in its place, which makes all above it ours. */
    private void link(Node ours, int at) {
        if (at < owned) {
            return;
        }
        if (at == 0) {
            root = ours;
        } else {
            own(at - 1).putChild(Node.bit(hash, at - 1), ours);
        }
        owned = at + 1;
    }
}
