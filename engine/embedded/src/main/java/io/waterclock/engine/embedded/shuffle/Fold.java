// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

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
 * @param create from the first value of a key
 * @param take takes in a further value
 */
record Fold(Function<Object, Object> create, Function2<Object, Object, Object> take) implements ByKey {

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
        CombineTable table = new CombineTable();
        long perKey = input.bytesToLoad() / Math.max(1, input.records());
        long counted = 0;
        PairsReader reader = input.open();
        Pairs chunk;
        while ((chunk = reader.next()) != null) {
            room.checkAlive();
            add(chunk, table);
            long bytes = table.bytes() + table.size * perKey;
            if (!hold.take(bytes - counted) && !anyway) {
                return null;
            }
            counted = bytes;
        }
        return hold.until(table.packed().pairs());
    }

    /** Takes in all pairs of a chunk. */
    @SuppressWarnings("NullAway") // values may be null
    void add(Pairs chunk, CombineTable table) throws Exception {
        for (int i = 0; i < chunk.size; i++) {
            Object key = CombineTable.masked(chunk.keys.get(i));
            int hash = CombineTable.spread(chunk.hashCode(i));
            int slot = table.find(key, hash);
            Object value = chunk.values.get(i);
            if (slot < 0) {
                table.insert(-1 - slot, key, hash, create.call(value));
            } else {
                table.set(slot, take.call(table.get(slot), value));
            }
        }
    }
}
