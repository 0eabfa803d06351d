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

/** The first pair of each key. */
record FirstOfKey() implements ByKey {

    @Override
    public @Nullable ChunkReader whole(List<Input> sides, Room room) throws Exception {
        return read(sides.get(0), new Hold(room), room, false);
    }

    /** There is one pair to hold. */
    @Override
    public ChunkReader oneKey(@Nullable Object key, List<Input> sides, Room room) throws Exception {
        return java.util.Objects.requireNonNull(read(sides.get(0), new Hold(room), room, true));
    }

    private static @Nullable ChunkReader read(Input input, Hold hold, Room room, boolean anyway) throws Exception {
        KeyTable table = new KeyTable();
        Column values = new Column(16);
        int[] numbers = new int[Pairs.MOST];
        PairsReader reader = input.open();
        long perKey = input.bytesToLoad() / Math.max(1, input.records());
        long counted = 0;
        Pairs chunk;
        while ((chunk = reader.next()) != null) {
            room.checkAlive();
            table.number(chunk, numbers);
            for (int i = 0; i < chunk.size; i++) {
                if (numbers[i] == values.size) {
                    values.add(chunk.values.get(i));
                }
            }
            long bytes = table.bytes() + values.bytes() + table.size() * perKey;
            if (!hold.take(bytes - counted) && !anyway) {
                return null;
            }
            counted = bytes;
        }
        return hold.until(new PairRecords(PairsReader.of(new Pairs(table.keys, values))));
    }
}
