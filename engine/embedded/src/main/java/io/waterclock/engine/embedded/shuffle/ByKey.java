// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.KeyTable;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.engine.embedded.shuffle.pairs.Restored;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something done to the pairs of a partition key by key, so that any part that has all pairs of its keys can be done by itself.
 *
 * <p>The order of the records is a function of the pairs and their order alone, whether they fit in memory or not: each
 * record stands for a pair, for instance the first of its key, and the records come in the order of these, the sides' one
 * after the other.
 */
interface ByKey {

    /** The result for all keys of these sides, or null when it doesn't fit in memory; then nothing is held. */
    @Nullable
    ChunkReader whole(List<Input> sides, Room room) throws Exception;

    /**
     * Writes what {@link #whole} would give for sides that are on disk; false when that doesn't fit in memory. Then nothing is held
     * or written.
     */
    boolean write(List<Input> sides, Room room, Entries out) throws Exception;

    /** The same for sides that have no other key than this one, and didn't fit in memory. */
    void writeOneKey(@Nullable Object key, List<Input> sides, Room room, Entries out) throws Exception;

    /** The records that entries stand for; each is one if nothing else is said. */
    default ChunkReader records(Restored entries, ValueLists lists, Room room) {
        return new ChunkReader() {
            {
                array = new Object[CHUNK];
            }

            @Override
            @SuppressWarnings("NullAway") // it is a pair
            public boolean next(int max) throws Exception {
                room.checkAlive();
                from = 0;
                to = 0;
                int n = Math.min(max, array.length);
                while (to < n && entries.next()) {
                    array[to++] = entries.entry();
                }
                return to > 0;
            }
        };
    }

    /**
     * The result for all keys; what doesn't fit in memory is split by hash code, on disk, and done part by part (Grace hash
     * join; Kitsuregawa, Tanaka, Moto-oka 1983). A hash code with a majority of a part's pairs gets a part of its own.
     */
    static ChunkReader read(ByKey operation, List<Input> sides, Room room) throws Exception {
        ChunkReader whole = operation.whole(sides, room);
        return whole != null ? whole : new Parts(operation, room).read(sides);
    }

    /** What the parts of a split become, on disk, and back in order. */
    final class Parts {
        private final ByKey operation;
        private final Room room;
        private final ValueLists lists;
        private final List<SpillFile> files = new ArrayList<>();

        Parts(ByKey operation, Room room) {
            this.operation = operation;
            this.room = room;
            this.lists = new ValueLists(this::file);
        }

        private SpillFile file() {
            SpillFile file = room.file();
            files.add(file);
            return file;
        }

        ChunkReader read(List<Input> sides) throws Exception {
            Split split = Split.byHash(sides, 0, null, room);
            ChunkReader records = operation.records(restored(split, file()), lists, room);
            return Hold.ending(records, () -> {
                split.delete();
                files.forEach(SpillFile::delete);
            });
        }

        private Restored restored(Split split, SpillFile file) throws Exception {
            @Nullable PairsReader[] entries = new @Nullable PairsReader[split.parts()];
            for (int part = 0; part < entries.length; part++) {
                List<Input> sides = split.sides(part);
                if (sides.stream().anyMatch(side -> side.records() > 0)) {
                    room.checkAlive();
                    entries[part] = entries(split, part, sides, new Entries(file, lists));
                }
            }
            return new Restored(split.route(), entries);
        }

        private PairsReader entries(Split split, int part, List<Input> sides, Entries out) throws Exception {
            if (operation.write(sides, room, out)) {
                return out.read();
            }
            if (!split.isOfOneHash(part)) {
                return entries(split.further(part, sides, room), out);
            }
            KeyTable keys = numbered(sides);
            if (keys.size() > 1) {
                return entries(Split.byNumber(sides, keys, room), out);
            }
            operation.writeOneKey(keys.keys.get(0), sides, room, out);
            return out.read();
        }

        /** Those of a part that had to be split further. */
        private PairsReader entries(Split smaller, Entries out) throws Exception {
            int before = lists.referred();
            SpillFile file = file();
            Restored all = restored(smaller, file);
            while (all.next()) {
                room.checkAlive();
                Object entry = all.entry();
                out.add(all.position(), entry, entry == null ? 0 : room.sizeOf(entry));
            }
            file.delete();
            if (lists.referred() == before) {
                smaller.delete();
            } else {
                files.addAll(smaller.files());
            }
            return out.read();
        }

        private KeyTable numbered(List<Input> sides) throws Exception {
            KeyTable keys = new KeyTable();
            int[] numbers = new int[Pairs.MOST];
            for (Input side : sides) {
                PairsReader reader = side.open();
                Pairs chunk;
                while ((chunk = reader.next()) != null) {
                    room.checkAlive();
                    keys.number(chunk, numbers);
                }
            }
            return keys;
        }
    }

    /**
     * The entries of one part, on disk: each with the position, in the part, of the pair that it stands for. Added in ascending
     * order, then read. What can't be written, a combined value of a type without a codec, stays in memory.
     */
    final class Entries {
        /** So much is held of each part while parts are put back in order, about, in bytes. */
        private static final int PIECE_BYTES = 64 << 10;

        private final SpillFile file;
        private final ValueLists lists;
        private final List<Supplier<PairsReader>> pieces = new ArrayList<>();
        private Pairs piece = new Pairs();
        private double bytes;

        Entries(SpillFile file, ValueLists lists) {
            this.file = file;
            this.lists = lists;
        }

        /** Where an entry's values go when they are many. */
        ValueLists lists() {
            return lists;
        }

        /**
         * @param size of the entry, in bytes of heap, about
         */
        void add(long position, @Nullable Object entry, double size) {
            piece.add(position, 0, entry);
            bytes += size;
            if (bytes >= PIECE_BYTES || piece.isFull()) {
                endPiece();
            }
        }

        private void endPiece() {
            Pairs ended = piece;
            piece = new Pairs();
            bytes = 0;
            try {
                SpillFile.Writer writer = file.write(1);
                writer.add(ended);
                pieces.add(writer.end()::open);
            } catch (RuntimeException e) {
                SpillFile.requireNotOfDisk(e);
                pieces.add(() -> PairsReader.of(ended));
            }
        }

        PairsReader read() {
            if (piece.size > 0) {
                endPiece();
            }
            Iterator<Supplier<PairsReader>> each = pieces.iterator();
            return new PairsReader() {
                private PairsReader at = PairsReader.of(new Pairs(1));

                @Override
                public @Nullable Pairs next() throws Exception {
                    Pairs chunk;
                    while ((chunk = at.next()) == null && each.hasNext()) {
                        at = each.next().get();
                    }
                    return chunk;
                }
            };
        }
    }
}
