// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.Grouping;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.source.ChunkReader;
import java.io.IOException;

/** What one part of a task's work holds of its {@link Room}, given back as a whole. */
final class Hold {
    private final Room room;
    private long bytes;

    Hold(Room room) {
        this.room = room;
    }

    /** False when it can't be had; then nothing is held any more. */
    boolean take(long more) {
        if (room.take(more)) {
            bytes += more;
            return true;
        }
        give();
        return false;
    }

    void give() {
        room.give(bytes);
        bytes = 0;
    }

    /** Groups a side; false when there is no room, and then nothing is held any more. */
    boolean load(Grouping grouping, int side, Input input) throws Exception {
        if (!take(input.bytesToLoad())) {
            return false;
        }
        PairsReader reader = input.open();
        Pairs chunk;
        while ((chunk = reader.next()) != null) {
            room.checkAlive();
            long before = grouping.bytes();
            grouping.add(side, chunk);
            if (!take(grouping.bytes() - before)) {
                return false;
            }
        }
        return true;
    }

    /** A reader at whose end all is given back. */
    ChunkReader until(ChunkReader in) {
        return ending(in, this::give);
    }

    /** A reader at whose end something is done. */
    static ChunkReader ending(ChunkReader in, Runnable end) {
        return new ChunkReader() {
            private ChunkReader reader = in;

            @Override
            public boolean isInMemory() {
                return reader.isInMemory();
            }

            @Override
            public boolean next(int max) throws Exception {
                boolean more = reader.next(max);
                array = reader.array;
                from = reader.from;
                to = reader.to;
                if (!more) {
                    close();
                }
                return more;
            }

            @Override
            public void close() throws IOException {
                ChunkReader done = reader;
                reader = ChunkReader.of(new Object[0], 0, 0); // what it refers to can go
                try {
                    done.close();
                } finally {
                    end.run();
                }
            }
        };
    }
}
