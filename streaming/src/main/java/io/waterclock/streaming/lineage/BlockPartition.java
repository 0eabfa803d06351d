// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.lineage;

import io.waterclock.engine.BlockRef;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Received blocks that make one partition, read one after the other. */
public final class BlockPartition<T> implements SourcePartition<T> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<BlockRef> blocks;

    public BlockPartition(List<BlockRef> blocks) {
        this.blocks = new ArrayList<>(blocks);
    }

    @Override
    public ChunkReader open() {
        return new Reader(blocks);
    }

    @Override
    public List<String> preferredLocations() {
        return blocks.isEmpty() ? List.of() : blocks.get(0).preferredLocations();
    }

    @Override
    public long estimatedRecords() {
        long sum = 0;
        for (BlockRef block : blocks) {
            sum += block.recordCount();
        }
        return sum;
    }

    /** Passes the chunks of each block's reader on as they are. A block is fetched when the one before has been read. */
    private static final class Reader extends ChunkReader {
        private static final Object[] NOTHING = new Object[0];

        private final List<BlockRef> blocks;
        private int nextBlock;
        private @Nullable ChunkReader current;

        Reader(List<BlockRef> blocks) {
            this.blocks = blocks;
            this.array = NOTHING;
        }

        @Override
        public boolean next(int max) throws Exception {
            while (true) {
                ChunkReader reader = current;
                if (reader != null) {
                    if (reader.next(max)) {
                        array = reader.array;
                        from = reader.from;
                        to = reader.to;
                        return true;
                    }
                    current = null;
                    reader.close();
                }
                if (nextBlock == blocks.size()) {
                    array = NOTHING;
                    from = 0;
                    to = 0;
                    return false;
                }
                current = blocks.get(nextBlock++).fetch().open();
            }
        }

        @Override
        public void close() throws IOException {
            ChunkReader reader = current;
            current = null;
            if (reader != null) {
                reader.close();
            }
        }
    }
}
