// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.Tuple2;
import io.waterclock.engine.embedded.memory.ChunkSize;
import io.waterclock.engine.embedded.shuffle.pairs.GroupReader;
import io.waterclock.engine.embedded.shuffle.pairs.Grouping;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.engine.embedded.shuffle.pairs.Restored;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All values of each key: lists where they fit in memory, collections that read from disk for a key whose values don't. Keys come in
 * the order of their first pairs. An entry is an {@code Object[]} of the key, about how many bytes the values in it take, as a Long,
 * and for each side the values, or a reference.
 *
 * @param together whether a pair's value is an array of one collection a side, else the only side's
 */
record GroupByKey(boolean together) implements ByKey {
    /** Where the sides begin in an entry. */
    private static final int SIDES = 2;

    @Override
    public @Nullable ChunkReader whole(List<Input> sides, Room room) throws Exception {
        Hold hold = new Hold(room);
        Grouping grouping = grouping(sides, hold);
        return grouping == null ? null : hold.until(new GroupReader(grouping, sides.size(), together));
    }

    private static @Nullable Grouping grouping(List<Input> sides, Hold hold) throws Exception {
        Grouping grouping = new Grouping(sides.size());
        for (int side = 0; side < sides.size(); side++) {
            if (!hold.load(grouping, side, sides.get(side))) {
                return null;
            }
        }
        return grouping;
    }

    // ---- on disk

    @Override
    public boolean write(List<Input> sides, Room room, Entries out) throws Exception {
        Hold hold = new Hold(room);
        Grouping grouping = grouping(sides, hold);
        if (grouping == null) {
            return false;
        }
        Grouping.Groups[] groups = new Grouping.Groups[sides.size()];
        double[] bytesPerValue = new double[groups.length];
        for (int side = 0; side < groups.length; side++) {
            groups[side] = grouping.groups(side);
            bytesPerValue[side] = sides.get(side).bytesToLoadOne();
        }
        long[] firsts = grouping.firsts();
        for (int number = 0; number < firsts.length; number++) {
            @Nullable Object[] entry = new @Nullable Object[SIDES + groups.length];
            entry[0] = grouping.table().keys.get(number);
            double bytes = 0;
            for (int side = 0; side < groups.length; side++) {
                int begin = groups[side].begin(number);
                int end = groups[side].end(number);
                if (ValueLists.isWorth(end - begin, bytesPerValue[side])) {
                    entry[SIDES + side] = out.lists().write(groups[side], begin, end, bytesPerValue[side]);
                } else {
                    entry[SIDES + side] = groups[side].list(number).toArray();
                    bytes += (end - begin) * bytesPerValue[side];
                }
            }
            entry[1] = (long) bytes;
            room.checkAlive();
            out.add(firsts[number], entry, bytes);
        }
        hold.give();
        return true;
    }

    @Override
    public void writeOneKey(@Nullable Object key, List<Input> sides, Room room, Entries out) {
        @Nullable Object[] entry = new @Nullable Object[SIDES + sides.size()];
        entry[0] = key;
        entry[1] = 0L;
        for (int side = 0; side < sides.size(); side++) {
            boolean any = sides.get(side).records() > 0;
            entry[SIDES + side] = any ? out.lists().refer(sides.get(side)) : new Object[0];
        }
        out.add(0, entry, 0);
    }

    @Override
    public ChunkReader records(Restored entries, ValueLists lists, Room room) {
        return new Records(entries, lists, room);
    }

    private final class Records extends ChunkReader {
        private static final int MOST_LISTED = Integer.MAX_VALUE - 8;

        private final Restored entries;
        private final ValueLists lists;
        private final Room room;

        /** For the values of the current chunk. */
        private long held;

        Records(Restored entries, ValueLists lists, Room room) {
            this.entries = entries;
            this.lists = lists;
            this.room = room;
            this.array = new Object[CHUNK];
        }

        @Override
        @SuppressWarnings("NullAway") // a key may be null
        public boolean next(int max) throws Exception {
            close();
            room.checkAlive();
            from = 0;
            to = 0;
            int n = Math.min(max, array.length);
            boolean hasRoom = true;
            while (to < n && hasRoom && held < ChunkSize.BYTES && entries.next()) {
                Object[] entry = (Object[]) entries.entry();
                hasRoom = take((Long) entry[1]); // if not, it is the last one: it is small
                Object[] groups = new Object[entry.length - SIDES];
                for (int side = 0; side < groups.length; side++) {
                    groups[side] = entry[SIDES + side] instanceof long[] reference
                            ? values(lists.at(reference))
                            : new ArrayList<>(Arrays.asList((Object[]) entry[SIDES + side]));
                }
                array[to++] = new Tuple2<>(entry[0], together ? groups : groups[0]);
            }
            return to > 0;
        }

        private boolean take(long bytes) {
            boolean taken = room.take(bytes);
            held += taken ? bytes : 0;
            return taken;
        }

        private Collection<@Nullable Object> values(Input input) throws Exception {
            if (input.records() > MOST_LISTED || !take(input.bytesToLoad())) {
                return ValueLists.onDisk(input);
            }
            List<@Nullable Object> list = new ArrayList<>((int) input.records());
            PairsReader reader = input.open();
            Pairs chunk;
            while ((chunk = reader.next()) != null) {
                room.checkAlive();
                for (int i = 0; i < chunk.size; i++) {
                    list.add(chunk.values.get(i));
                }
            }
            return list;
        }

        @Override
        public void close() {
            room.give(held);
            held = 0;
        }
    }
}
