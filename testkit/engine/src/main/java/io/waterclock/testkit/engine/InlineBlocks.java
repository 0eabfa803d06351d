// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.TaskFailures;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The received blocks that an engine keeps. */
final class InlineBlocks {
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Block> kept = new ConcurrentHashMap<>();

    BlockRef keep(String receiver, Block block) {
        long id = ids.getAndIncrement();
        kept.put(id, block);
        return new Ref(this, id, receiver, block.recordCount(), block.sizeInBytes());
    }

    void clear() {
        kept.clear();
    }

    private static final class Ref implements BlockRef {
        private static final long serialVersionUID = 1L;

        private final transient @Nullable InlineBlocks home; // null in another process, where nothing is kept
        private final long id;
        private final String receiver;
        private final long recordCount;
        private final long sizeInBytes;

        Ref(InlineBlocks home, long id, String receiver, long recordCount, long sizeInBytes) {
            this.home = home;
            this.id = id;
            this.receiver = receiver;
            this.recordCount = recordCount;
            this.sizeInBytes = sizeInBytes;
        }

        @Override
        public long recordCount() {
            return recordCount;
        }

        @Override
        public long sizeInBytes() {
            return sizeInBytes;
        }

        @Override
        public Block fetch() {
            Block block = home == null ? null : home.kept.get(id);
            if (block == null) {
                throw TaskFailures.blockMissing(toString());
            }
            return block;
        }

        @Override
        public void release() {
            if (home != null) {
                home.kept.remove(id);
            }
        }

        @Override
        public String toString() {
            return "Block " + id + " of receiver " + receiver;
        }
    }
}
