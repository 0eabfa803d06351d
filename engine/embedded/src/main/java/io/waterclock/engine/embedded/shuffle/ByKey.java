// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.KeyTable;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something done to the pairs of a partition key by key, so that any part that has all pairs of its keys can be done by itself. */
interface ByKey {

    /** The result for all keys of these sides, or null when it doesn't fit in memory; then nothing is held. */
    @Nullable
    ChunkReader whole(List<Input> sides, Room room) throws Exception;

    /** The result for sides that have no other key than this one, and didn't fit in memory. */
    ChunkReader oneKey(@Nullable Object key, List<Input> sides, Room room) throws Exception;

    /**
     * The result for all keys; what doesn't fit in memory is split by hash code, on disk, and done part by part (Grace hash
     * join; Kitsuregawa, Tanaka, Moto-oka 1983). A hash code with a majority of a part's pairs gets a part of its own.
     */
    static ChunkReader read(ByKey operation, List<Input> sides, Room room) throws Exception {
        ChunkReader whole = operation.whole(sides, room);
        if (whole != null) {
            return whole;
        }
        return new Parts(operation, Split.byHash(sides, 0, null, room), room);
    }

    /** The results of parts, one after the other. */
    final class Parts extends ChunkReader {
        private final ByKey operation;
        private final Room room;
        private final Split split;
        private @Nullable ChunkReader at;
        private int next;

        Parts(ByKey operation, Split split, Room room) {
            this.operation = operation;
            this.split = split;
            this.room = room;
            this.array = new Object[0];
        }

        @Override
        public boolean next(int max) throws Exception {
            while (true) {
                ChunkReader in = at;
                if (in != null) {
                    if (in.next(max)) {
                        array = in.array;
                        from = in.from;
                        to = in.to;
                        return true;
                    }
                    in.close();
                    at = null;
                }
                if (next == split.parts()) {
                    split.delete();
                    from = 0;
                    to = 0;
                    return false;
                }
                room.checkAlive();
                at = open(next++);
            }
        }

        private ChunkReader open(int part) throws Exception {
            List<Input> sides = split.sides(part);
            ChunkReader whole = operation.whole(sides, room);
            if (whole != null) {
                return whole;
            }
            if (split.isOfOneHash(part)) {
                KeyTable keys = new KeyTable();
                for (Input side : sides) {
                    number(side, keys);
                }
                return keys.size() == 1
                        ? operation.oneKey(keys.keys.get(0), sides, room)
                        : new Parts(operation, Split.byNumber(sides, keys, room), room);
            }
            return new Parts(operation, split.further(part, sides, room), room);
        }

        private void number(Input side, KeyTable keys) throws Exception {
            PairsReader reader = side.open();
            int[] numbers = new int[Pairs.MOST];
            Pairs chunk;
            while ((chunk = reader.next()) != null) {
                room.checkAlive();
                keys.number(chunk, numbers);
            }
        }

        @Override
        public void close() throws java.io.IOException {
            if (at != null) {
                at.close();
            }
            split.delete();
        }
    }

    /** One side. */
    static List<Input> sides(Input only) {
        return new ArrayList<>(List.of(only));
    }
}
