// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A tree with the keys of another, and what a function makes of their values.
 *
 * <p>A node is copied as it is, values replaced; one in which the function gives back every value stays the same node, so that
 * {@code differences} passes over it. Only where a key leaves is the node put together anew, and what the tree then isn't any more (a
 * sub-node with one entry, or none) is put right on the way up.
 */
final class ValueMapping<K, V, W> {
    private final BiFunction<? super K, ? super V, ? extends @Nullable W> f;
    private int left;

    ValueMapping(BiFunction<? super K, ? super V, ? extends @Nullable W> f) {
        this.f = f;
    }

    /** So many keys have left. */
    int left() {
        return left;
    }

    /** The node with new values: perhaps with a single entry, or none, which has then to be put right above. */
    Node of(Node node) {
        @Nullable Object[] from = node.content;
        @Nullable Object[] to = from;
        boolean shapeStays = true;
        int dataEnd = node.dataEnd();
        for (int i = 1; i < dataEnd; i += 2) {
            Object value = f.apply(Node.as(from[i - 1]), Node.as(from[i]));
            if (value != from[i]) {
                to = to == from ? from.clone() : to;
                to[i] = value;
                if (value == null) {
                    left++;
                    shapeStays = false;
                }
            }
        }
        for (int i = from.length - 1; i >= dataEnd; i--) {
            Node child = of(node.childAt(i));
            if (child != from[i]) {
                to = to == from ? from.clone() : to;
                to[i] = child;
                shapeStays &= child.content.length > 2 || child.nodeMap != 0;
            }
        }
        if (to == from) {
            return node;
        }
        Node mapped = new Node(node.dataMap, node.nodeMap, to);
        return shapeStays ? mapped : withoutGaps(mapped);
    }

    /** Without the entries whose value is null and the sub-nodes that are empty; those with one entry become an entry. */
    private static Node withoutGaps(Node node) {
        if (node.dataMap == 0 && node.nodeMap == 0) {
            return rowWithoutGaps(node);
        }
        Node to = new Node(0, 0, new @Nullable Object[node.content.length * 2]);
        int entriesEnd = 0;
        int nodesStart = to.content.length;
        for (int places = node.dataMap | node.nodeMap; places != 0; places &= places - 1) {
            int bit = Integer.lowestOneBit(places);
            Node child = node.childOrNull(bit);
            Node holder = child == null ? node : child;
            int entry = child == null ? node.dataIndex(bit) : 0;
            if (child != null && child.content.length > 0 && !child.isSingle()) {
                to.nodeMap |= bit;
                to.content[--nodesStart] = child;
            } else if (holder.content.length > 0 && holder.content[entry + 1] != null) {
                to.dataMap |= bit;
                to.content[entriesEnd++] = holder.content[entry];
                to.content[entriesEnd++] = holder.content[entry + 1];
            }
        }
        to.content = joined(to.content, entriesEnd, nodesStart);
        return to;
    }

    private static Node rowWithoutGaps(Node node) {
        @Nullable Object[] to = node.content.clone();
        int end = 0;
        for (int i = 0; i < to.length; i += 2) {
            if (to[i + 1] != null) {
                to[end] = to[i];
                to[end + 1] = to[i + 1];
                end += 2;
            }
        }
        return new Node(0, 0, joined(to, end, to.length));
    }

    private static @Nullable Object[] joined(@Nullable Object[] from, int frontEnd, int backStart) {
        @Nullable Object[] to = new @Nullable Object[frontEnd + from.length - backStart];
        System.arraycopy(from, 0, to, 0, frontEnd);
        System.arraycopy(from, backStart, to, frontEnd, from.length - backStart);
        return to;
    }
}
