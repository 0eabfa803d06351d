// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The blocks that are in one kind of memory, the one used longest ago first. Guarded by the {@link PartitionCache}. */
final class Shelf {
    private final Map<Block, Boolean> byUse = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    void add(Block block) {
        if (byUse.put(block, Boolean.TRUE) == null) {
            bytes += block.bytesInMemory();
            block.node.bytesInMemory += block.bytesInMemory();
        }
    }

    void used(Block block) {
        byUse.get(block);
    }

    /** Takes a block off; does nothing when it isn't here. */
    void remove(Block block) {
        if (byUse.remove(block) != null) {
            bytes -= block.bytesInMemory();
            block.node.bytesInMemory -= block.bytesInMemory();
        }
    }

    /** In bytes, without those of a node; those in use are counted. */
    long bytesBut(@Nullable Object spared) {
        return spared instanceof KeptNode node ? bytes - node.bytesInMemory : bytes;
    }

    /** The block to go first that nobody uses and that isn't of a node, or null. */
    @Nullable
    Block eldestBut(@Nullable Object spared) {
        for (Iterator<Block> blocks = byUse.keySet().iterator(); blocks.hasNext(); ) {
            Block block = blocks.next();
            if (block.users == 0 && block.node != spared) {
                return block;
            }
        }
        return null;
    }
}
