// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.KeyTable;
import io.waterclock.engine.embedded.shuffle.pairs.PairRecords;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.source.ChunkReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first pair of each key, in the order of these. */
record FirstOfKey() implements ByKey {

    @Override
    public @Nullable ChunkReader whole(List<Input> sides, Room room) throws Exception {
        Hold hold = new Hold(room);
        Pairs pairs = firsts(sides.get(0), hold, room, null, false);
        return pairs == null ? null : hold.until(new PairRecords(PairsReader.of(pairs)));
    }

    @Override
    public boolean write(List<Input> sides, Room room, Entries out) throws Exception {
        return write(sides.get(0), room, out, false);
    }

    /** There is one pair to hold. */
    @Override
    public void writeOneKey(@Nullable Object key, List<Input> sides, Room room, Entries out) throws Exception {
        write(sides.get(0), room, out, true);
    }

    private static boolean write(Input input, Room room, Entries out, boolean anyway) throws Exception {
        Hold hold = new Hold(room);
        Column positions = new Column(16);
        Pairs pairs = firsts(input, hold, room, positions, anyway);
        if (pairs == null) {
            return false;
        }
        double bytes = input.bytesToLoadOne();
        for (int i = 0; i < pairs.size; i++) {
            out.add(positions.longs[i], pairs.pair(i), bytes);
        }
        hold.give();
        return true;
    }

    /**
     * @param positions gets where each of them stands, if that is wanted
     * @param anyway whether there is room or not
     * @return null when they don't fit in memory; then nothing is held
     */
    private static @Nullable Pairs firsts(Input input, Hold hold, Room room, @Nullable Column positions, boolean anyway)
            throws Exception {
        KeyTable table = new KeyTable();
        Column values = new Column(16);
        int[] numbers = new int[Pairs.MOST];
        PairsReader reader = input.open();
        double perKey = input.bytesToLoadOne();
        long counted = 0;
        long position = 0;
        Pairs chunk;
        while ((chunk = reader.next()) != null) {
            room.checkAlive();
            table.number(chunk, numbers);
            for (int i = 0; i < chunk.size; i++) {
                if (numbers[i] == values.size) {
                    values.add(chunk.values.get(i));
                    if (positions != null) {
                        positions.addLong(position + i);
                    }
                }
            }
            position += chunk.size;
            long bytes = table.bytes() + values.bytes() + (long) (table.size() * perKey);
            if (!hold.take(bytes - counted) && !anyway) {
                return null;
            }
            counted = bytes;
        }
        return new Pairs(table.keys, values);
    }
}
