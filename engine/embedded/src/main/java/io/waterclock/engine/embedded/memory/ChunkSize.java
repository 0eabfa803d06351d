// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import io.waterclock.source.ChunkReader;
import java.io.IOException;

/**
 * How many records to ask a reader for at once: fewer, the larger they are, since those of a chunk are in memory uncounted. Few are measured:
 * one as their number has grown fourfold, and one each {@link ChunkReader#CHUNK}. Used by one thread.
 */
public final class ChunkSize {
    /** A chunk has so many bytes, about. */
    public static final long BYTES = 1 << 20;

    private static final int FIRST = 16;

    /** A chunk may be so many times as large as all that was seen before, as far as that tells of the rest. */
    private static final int GROWTH = 8;

    private final SizeEstimator sizes;
    private long seen;
    private long next = 1;
    private int fitting = ChunkReader.CHUNK;

    public ChunkSize(SizeEstimator sizes) {
        this.sizes = sizes;
    }

    /** At most so many. */
    public int most() {
        return seen >= ChunkReader.CHUNK ? fitting : (int) Math.min(fitting, Math.max(FIRST, GROWTH * seen));
    }

    /** Sees the chunk that a reader gives, before it is asked for the next one. */
    public void saw(ChunkReader in) {
        seen += in.to - in.from;
        if (seen >= next && in.to > in.from) {
            long bytes = Math.max(1, sizes.sizeOf(in.array[in.to - 1]));
            fitting = (int) Math.max(1, Math.min(ChunkReader.CHUNK, BYTES / bytes));
            next = Math.min(4 * seen, seen + ChunkReader.CHUNK);
        }
    }

    /** The same records, no more than fit asked for at once; those that are in memory already are given as they are. */
    public static ChunkReader limit(ChunkReader in, SizeEstimator sizes) {
        return in.isInMemory() ? in : new Limited(in, sizes);
    }

    private static final class Limited extends ChunkReader {
        private final ChunkReader in;
        private final ChunkSize size;

        Limited(ChunkReader in, SizeEstimator sizes) {
            this.in = in;
            this.size = new ChunkSize(sizes);
            this.array = in.array;
        }

        @Override
        public boolean next(int max) throws Exception {
            boolean more = in.next(Math.min(max, size.most()));
            array = in.array;
            from = in.from;
            to = in.to;
            if (more) {
                size.saw(this);
            }
            return more;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
