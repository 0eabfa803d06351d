// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.PairRecords;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.source.ChunkReader;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One value a key, by the user's functions, of pairs that are read from disk: each reading makes new values, so that the functions
 * may change them and be called again.
 *
 * @param create what becomes of the first value of a key; null for itself
 * @param take takes in a further value
 */
record Fold(@Nullable Function<Object, Object> create, Function2<Object, Object, Object> take) implements ByKey {
    /** After so many pairs it is looked at whether the job still wants it. */
    private static final int STEP = 1024;

    @Override
    public @Nullable ChunkReader whole(List<Input> sides, Room room) throws Exception {
        return fold(sides.get(0), room, false);
    }

    /** There is one value to hold. */
    @Override
    public ChunkReader oneKey(@Nullable Object key, List<Input> sides, Room room) throws Exception {
        return Objects.requireNonNull(fold(sides.get(0), room, true));
    }

    private @Nullable ChunkReader fold(Input input, Room room, boolean anyway) throws Exception {
        Hold hold = new Hold(room);
        CombineTable table = new CombineTable(0);
        long perKey = input.bytesToLoad() / Math.max(1, input.records());
        long counted = 0;
        PairsReader reader = input.open();
        Pairs chunk;
        while ((chunk = reader.next()) != null) {
            add(chunk, table, room);
            long bytes = table.bytes() + table.size() * perKey;
            if (!hold.take(bytes - counted) && !anyway) {
                return null;
            }
            counted = bytes;
        }
        return hold.until(new PairRecords(PairsReader.of(table.packed())));
    }

    /** Takes in all pairs of a chunk. */
    void add(Pairs chunk, CombineTable table, Room room) throws Exception {
        add(chunk, create, table, room);
    }

    /** Takes in values that are combined already. */
    void merge(Pairs chunk, CombineTable table, Room room) throws Exception {
        add(chunk, null, table, room);
    }

    private void add(Pairs chunk, @Nullable Function<Object, Object> first, CombineTable table, Room room)
            throws Exception {
        for (int from = 0; from < chunk.size; from += STEP) {
            room.checkAlive();
            table.add(chunk, from, Math.min(chunk.size, from + STEP), first, take);
        }
    }
}
