// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The entries of a tree in its order: of each node first its own, then those of its sub-nodes. The way down is kept in arrays. */
final class EntryIterator<K, V, R extends @Nullable Object> implements Iterator<R> {
    private final BiFunction<? super K, ? super V, ? extends R> toRecord;

    private final Node[] path = new Node[Node.MAX_PATH];
    /** Of each node of the way: the sub-node to go to next, counted down to the end of its entries. */
    private final int[] nextChild = new int[Node.MAX_PATH];

    private int depth;
    private Node node;
    private int next;
    private int dataEnd;

    EntryIterator(Node root, BiFunction<? super K, ? super V, ? extends R> toRecord) {
        this.toRecord = toRecord;
        this.node = root;
        enter(root);
    }

    @Override
    public boolean hasNext() {
        return next < dataEnd || toNextNode();
    }

    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int at = next;
        next += 2;
        return toRecord.apply(Node.as(node.content[at]), Node.as(node.content[at + 1]));
    }

    /** Whether there is one more with an entry; then it is the one we are in. */
    private boolean toNextNode() {
        while (depth >= 0) {
            Node parent = path[depth];
            int child = nextChild[depth];
            if (child < parent.dataEnd()) {
                depth--;
                continue;
            }
            nextChild[depth] = child - 1;
            depth++;
            enter(parent.childAt(child));
            if (next < dataEnd) {
                return true;
            }
        }
        return false;
    }

    private void enter(Node entered) {
        path[depth] = entered;
        nextChild[depth] = entered.content.length - 1;
        node = entered;
        next = 0;
        dataEnd = entered.dataEnd();
    }
}
