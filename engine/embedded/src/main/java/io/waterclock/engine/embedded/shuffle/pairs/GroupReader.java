// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import io.waterclock.Tuple2;
import io.waterclock.source.ChunkReader;
import java.util.List;

/** Gives the groups of a {@link Grouping} as pairs of a key and its list, or an {@code Object[]} of one list a side. */
public final class GroupReader extends ChunkReader {
    /** A chunk is ended when its lists have so many values: what nobody has asked for yet needs no lists. */
    private static final int VALUES = 16 * CHUNK;

    private final KeyTable table;
    private final Grouping.Groups[] sides;
    private final boolean together;
    private int next;

    /**
     * @param together whether a pair's value is an array of its lists, else its only list
     */
    public GroupReader(Grouping grouping, int sides, boolean together) {
        this.table = grouping.table();
        this.sides = new Grouping.Groups[sides];
        for (int i = 0; i < sides; i++) {
            this.sides[i] = grouping.groups(i);
        }
        this.together = together;
        this.array = new Object[Math.min(CHUNK, table.size())];
    }

    @Override
    public boolean isInMemory() {
        return true;
    }

    @Override
    public boolean next(int max) {
        int n = Math.min(Math.min(max, array.length), table.size() - next);
        int values = 0;
        int i = 0;
        while (i < n && values < VALUES) {
            Object value;
            if (together) {
                Object[] lists = new Object[sides.length];
                for (int s = 0; s < lists.length; s++) {
                    lists[s] = sides[s].list(next);
                    values += sides[s].end(next) - sides[s].begin(next);
                }
                value = lists;
            } else {
                List<?> list = sides[0].list(next);
                values += list.size();
                value = list;
            }
            array[i++] = new Tuple2<>(table.keys.get(next++), value);
        }
        from = 0;
        to = i;
        return i > 0;
    }
}
