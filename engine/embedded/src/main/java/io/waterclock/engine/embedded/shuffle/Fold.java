// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.PairRecords;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.source.ChunkReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value a key, by the user's functions, of pairs that are read from disk: each reading makes new values, so that the functions
 * may change them and be called again. Keys come in the order of their first pairs, and a key's values are taken in in theirs.
 *
 * @param create what becomes of the first value of a key; null for itself
 * @param take takes in a further value
 */
record Fold(@Nullable Function<Object, Object> create, Function2<Object, Object, Object> take) implements ByKey {
    /** After so many pairs it is looked at whether the job still wants it. */
    private static final int STEP = 1024;

    @Override
    public @Nullable ChunkReader whole(List<Input> sides, Room room) throws Exception {
        Hold hold = new Hold(room);
        CombineTable table = fold(sides.get(0), hold, room, null, false);
        return table == null ? null : hold.until(new PairRecords(PairsReader.of(table.packed())));
    }

    @Override
    public boolean write(List<Input> sides, Room room, Entries out) throws Exception {
        return write(sides.get(0), room, out, false);
    }

    /** There is one value to hold. */
    @Override
    public void writeOneKey(@Nullable Object key, List<Input> sides, Room room, Entries out) throws Exception {
        write(sides.get(0), room, out, true);
    }

    private boolean write(Input input, Room room, Entries out, boolean anyway) throws Exception {
        Hold hold = new Hold(room);
        Column positions = new Column(16);
        CombineTable table = fold(input, hold, room, positions, anyway);
        if (table == null) {
            return false;
        }
        double bytes = input.bytesToLoadOne();
        Pairs all = table.packed();
        for (int i = 0; i < all.size; i++) {
            out.add(positions.longs[i], all.pair(i), bytes);
        }
        hold.give();
        return true;
    }

    /**
     * @param positions gets where each key stands first, if that is wanted
     * @param anyway whether there is room or not
     * @return null when it doesn't fit in memory; then nothing is held
     */
    private @Nullable CombineTable fold(Input input, Hold hold, Room room, @Nullable Column positions, boolean anyway)
            throws Exception {
        CombineTable table = new CombineTable(0);
        double asRead = input.bytesToLoadOne();
        GrowingValues nothingKnown = new GrowingValues();
        long counted = 0;
        long position = 0;
        PairsReader reader = input.open();
        Pairs chunk;
        while ((chunk = reader.next()) != null) {
            add(chunk, create, table, room, positions, position);
            position += chunk.size;
            double perKey =
                    Math.max(asRead, CombineRoom.bytesPerEntry(table, room, nothingKnown)); // values may have grown
            long bytes = table.bytes() + (long) (table.size() * perKey);
            if (!hold.take(bytes - counted) && !anyway) {
                return null;
            }
            counted = bytes;
        }
        return table;
    }

    /** Takes in all pairs of a chunk. */
    void add(Pairs chunk, CombineTable table, Room room) throws Exception {
        add(chunk, create, table, room, null, 0);
    }

    /** Takes in values that are combined already. */
    void merge(Pairs chunk, CombineTable table, Room room) throws Exception {
        add(chunk, null, table, room, null, 0);
    }

    private void add(
            Pairs chunk,
            @Nullable Function<Object, Object> first,
            CombineTable table,
            Room room,
            @Nullable Column positions,
            long position)
            throws Exception {
        for (int from = 0; from < chunk.size; from += STEP) {
            room.checkAlive();
            int before = table.size();
            int[] numbers = table.add(chunk, from, Math.min(chunk.size, from + STEP), first, take);
            for (int i = 0; positions != null && before < table.size(); i++) {
                if (numbers[i] == before) {
                    positions.addLong(position + from + i);
                    before++;
                }
            }
        }
    }
}
