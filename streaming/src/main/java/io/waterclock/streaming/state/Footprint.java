// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import org.jspecify.annotations.Nullable;

/** About how much of the heap nodes take, as the JVMs we know lay out objects. */
final class Footprint {
    private static final long REFERENCE = Runtime.getRuntime().maxMemory() < (32L << 30) ? 4 : 8;
    private static final long ARRAY_HEADER = 16;
    private static final long NODE = aligned(12 + 2 * Integer.BYTES + REFERENCE);

    private Footprint() {}

    /** Of the nodes of a tree that another doesn't have at the same place, and nodes that both have are always at the same. */
    static long bytesBeyond(Node node, @Nullable Node other) {
        if (node == other) {
            return 0;
        }
        long bytes = NODE + aligned(ARRAY_HEADER + node.content.length * REFERENCE);
        for (int places = node.nodeMap; places != 0; places &= places - 1) {
            int bit = Integer.lowestOneBit(places);
            bytes += bytesBeyond(node.child(bit), other == null ? null : other.childOrNull(bit));
        }
        return bytes;
    }

    private static long aligned(long bytes) {
        return (bytes + 7) & -8;
    }
}
