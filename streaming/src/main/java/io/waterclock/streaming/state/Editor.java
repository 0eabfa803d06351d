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

    // The way to the key that was sought last.
    private final Node[] path = new Node[Node.MAX_PATH];
    private @Nullable Object key;
    private int hash;
    private int depth;
    /** So many nodes of the way, from the root on, are ours. */
    private int owned;
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
    Object find(@Nullable Object sought) {
        finds++;
        key = sought;
        hash = Node.hash(sought);
        depth = 0;
        owned = 0;
        Node node = root;
        Node twin = base;
        while (true) {
            path[depth] = node;
            if (node != twin) {
                owned = depth + 1;
            }
            if (depth == Node.COLLISION_DEPTH) {
                return found(node, node.indexInRow(sought));
            }
            int bit = Node.bit(hash, depth);
            if ((node.nodeMap & bit) == 0) {
                return found(node, indexOfEntry(node, bit));
            }
            Node child = node.child(bit);
            twin = node == twin ? child : childOrEmpty(twin, bit);
            node = child;
            depth++;
        }
    }

    private int indexOfEntry(Node node, int bit) {
        int i = node.dataIndex(bit);
        return (node.dataMap & bit) != 0 && Node.same(key, node.content[i]) ? i : -1;
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
    void set(@Nullable Object value) {
        if (slot < 0) {
            if (value != null) {
                insert(value);
                size++;
            }
        } else if (value == null) {
            remove();
            size--;
        } else if (value != path[depth].content[slot + 1]) {
            own(depth).putValue(slot, value);
        }
    }

    private void insert(Object value) {
        Node last = path[depth];
        int bit = bitOfEntry();
        if ((last.dataMap & bit) == 0) {
            int i = depth == Node.COLLISION_DEPTH ? last.content.length : last.dataIndex(bit);
            Node draft = draft(depth);
            draft.insertEntry(bit, i, key, value);
            link(draft, depth);
        } else {
            int i = last.dataIndex(bit);
            Object other = last.content[i];
            Object otherValue = last.content[i + 1];
            Node below = Node.ofTwo(other, otherValue, Node.hash(other), key, value, hash, depth + 1);
            Node draft = draft(depth);
            draft.entryToChild(bit, below);
            link(draft, depth);
        }
    }

    private void remove() {
        Node last = path[depth];
        if (depth > 0 && last.nodeMap == 0 && last.content.length == 4) {
            int rest = 2 - slot;
            moveUp(last.content[rest], last.content[rest + 1]);
        } else {
            Node draft = draft(depth);
            draft.removeEntry(bitOfEntry(), slot);
            link(draft, depth);
        }
    }

    /** An entry that would be alone in its node goes to the next one above that has something else too. */
    private void moveUp(@Nullable Object restKey, @Nullable Object restValue) {
        int to = depth - 1;
        while (to > 0 && path[to].content.length == 1) {
            to--;
        }
        Node draft = draft(to);
        draft.childToEntry(Node.bit(hash, to), restKey, restValue);
        link(draft, to);
    }

    /** None in a collision node. */
    private int bitOfEntry() {
        return depth == Node.COLLISION_DEPTH ? 0 : Node.bit(hash, depth);
    }

    /** The node of the way at this depth, ours from now on, to be written to. */
    private Node own(int at) {
        for (int i = owned; i <= at; i++) {
            Node shared = path[i];
            link(new Node(shared.dataMap, shared.nodeMap, shared.content.clone()), i);
        }
        return path[at];
    }

    /**
     * The node of the way at this depth, for a change that replaces its array. If it wasn't ours it isn't linked, as it still has
     * the array of the shared one.
     */
    private Node draft(int at) {
        if (at < owned) {
            return path[at];
        }
        if (at > 0) {
            own(at - 1);
        }
        Node shared = path[at];
        return new Node(shared.dataMap, shared.nodeMap, shared.content);
    }

    private void link(Node ours, int at) {
        if (at < owned) {
            return;
        }
        if (at == 0) {
            root = ours;
        } else {
            path[at - 1].putChild(Node.bit(hash, at - 1), ours);
        }
        path[at] = ours;
        owned = at + 1;
    }
}
