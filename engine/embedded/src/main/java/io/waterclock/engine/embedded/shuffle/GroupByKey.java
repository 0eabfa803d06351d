// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.Tuple2;
import io.waterclock.engine.embedded.shuffle.pairs.GroupReader;
import io.waterclock.engine.embedded.shuffle.pairs.Grouping;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All values of each key: lists where they fit in memory, {@link SpilledValues} for a key whose values don't.
 *
 * @param together whether a pair's value is an array of one collection a side, else the only side's
 */
record GroupByKey(boolean together) implements ByKey {

    @Override
    public @Nullable ChunkReader whole(List<Input> sides, Room room) throws Exception {
        Hold hold = new Hold(room);
        Grouping grouping = new Grouping(sides.size());
        for (int side = 0; side < sides.size(); side++) {
            if (!hold.load(grouping, side, sides.get(side))) {
                return null;
            }
        }
        return hold.until(new GroupReader(grouping, sides.size(), together));
    }

    @Override
    public ChunkReader oneKey(@Nullable Object key, List<Input> sides, Room room) throws Exception {
        Object[] groups = new Object[sides.size()];
        Hold hold = new Hold(room);
        for (int i = 0; i < groups.length; i++) {
            groups[i] = values(sides.get(i), hold);
        }
        Object[] pair = {new Tuple2<>(key, together ? groups : groups[0])};
        return hold.until(ChunkReader.of(pair, 0, 1));
    }

    private static Collection<@Nullable Object> values(Input side, Hold hold) throws Exception {
        if (side.records() > 0 && !hold.take(side.bytesToLoad())) {
            return new SpilledValues(side);
        }
        List<@Nullable Object> list = new ArrayList<>();
        PairsReader reader = side.open();
        Pairs chunk;
        while ((chunk = reader.next()) != null) {
            for (int i = 0; i < chunk.size; i++) {
                list.add(chunk.values.get(i));
            }
        }
        return list;
    }
}
