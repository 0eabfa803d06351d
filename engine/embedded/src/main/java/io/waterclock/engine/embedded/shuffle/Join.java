// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.Tuple2;
import io.waterclock.engine.embedded.shuffle.pairs.Grouping;
import io.waterclock.engine.embedded.shuffle.pairs.JoinReader;
import io.waterclock.engine.embedded.shuffle.pairs.KeyTable;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.engine.embedded.shuffle.pairs.Restored;
import io.waterclock.rdd.derived.JoinKind;
import io.waterclock.source.ChunkReader;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pairings of two sides, in the order of the left one's pairs, and for each in that of its right values; right values without a
 * partner come last, by the first pairs of their keys. Only the right side must fit in memory, and a single key of it need not.
 *
 * <p>An entry is a record, or, where a left pair has many right values, an {@code Object[]} of key, left value and a reference to
 * them; without the left value where they have no partner. So what is written doesn't grow with the number of pairings.
 */
record Join(JoinKind kind) implements ByKey {
    /** So many pairings with the same left pair are written, each as an entry. */
    private static final int MOST_WRITTEN = 16;

    @Override
    public @Nullable ChunkReader whole(List<Input> sides, Room room) throws Exception {
        Hold hold = new Hold(room);
        Grouping right = new Grouping(1);
        if (!hold.load(right, 0, sides.get(1))) {
            return null;
        }
        return hold.until(new JoinReader(sides.get(0).open(), right, kind, room::checkAlive));
    }

    // ---- on disk

    @Override
    public boolean write(List<Input> sides, Room room, Entries out) throws Exception {
        Hold hold = new Hold(room);
        Grouping right = new Grouping(1);
        if (!hold.load(right, 0, sides.get(1))) {
            return false;
        }
        new Matching(right, sides, out).write(room);
        hold.give();
        return true;
    }

    /** Finds the partners of each left pair in a right side that is in memory. */
    @SuppressWarnings("NullAway") // keys and values may be null
    private final class Matching {
        private final KeyTable table;
        private final Grouping.Groups groups;
        private final long[] firsts;
        private final long @Nullable [][] references;
        private final PairsReader left;
        private final Entries out;
        private final double leftBytes;
        private final double rightBytes;

        Matching(Grouping right, List<Input> sides, Entries out) {
            this.table = right.table();
            this.groups = right.groups(0);
            this.firsts = kind.keepsRight() ? right.firsts() : new long[0];
            this.references = new long[table.size()][];
            this.left = sides.get(0).open();
            this.out = out;
            this.leftBytes = sides.get(0).bytesToLoadOne();
            this.rightBytes = sides.get(1).bytesToLoadOne();
        }

        void write(Room room) throws Exception {
            BitSet partnered = new BitSet(table.size());
            int[] numbers = new int[Pairs.MOST];
            long position = 0;
            Pairs chunk;
            while ((chunk = left.next()) != null) {
                room.checkAlive();
                table.find(chunk, numbers);
                for (int i = 0; i < chunk.size; i++) {
                    int number = numbers[i];
                    if (number != KeyTable.ABSENT) {
                        partnered.set(number);
                        pair(position + i, chunk.keys.get(i), chunk.values.get(i), number);
                    } else if (kind.keepsLeft()) {
                        Object alone = kind.leftOnly(chunk.values.get(i));
                        out.add(position + i, new Tuple2<>(chunk.keys.get(i), alone), leftBytes);
                    }
                }
                position += chunk.size;
            }
            if (kind.keepsRight()) {
                for (int number = 0; (number = partnered.nextClearBit(number)) < table.size(); number++) {
                    room.checkAlive();
                    leftOver(position + firsts[number], table.keys.get(number), number);
                }
            }
        }

        private void pair(long position, Object key, Object value, int number) {
            int begin = groups.begin(number);
            int end = groups.end(number);
            if (isLong(begin, end)) {
                out.add(position, new Object[] {key, value, reference(number)}, leftBytes);
                return;
            }
            for (int i = begin; i < end; i++) {
                out.add(position, new Tuple2<>(key, kind.pairing(value, groups.value(i))), leftBytes + rightBytes);
            }
        }

        private void leftOver(long position, Object key, int number) {
            int begin = groups.begin(number);
            int end = groups.end(number);
            if (isLong(begin, end)) {
                out.add(position, new Object[] {key, reference(number)}, 0);
                return;
            }
            for (int i = begin; i < end; i++) {
                out.add(position, new Tuple2<>(key, kind.rightOnly(groups.value(i))), rightBytes);
            }
        }

        private boolean isLong(int begin, int end) {
            return end - begin > MOST_WRITTEN || ValueLists.isWorth(end - begin, rightBytes);
        }

        /** Right values are written once, when the first pair wants them. */
        private long[] reference(int number) {
            if (references[number] == null) {
                references[number] = out.lists().write(groups, groups.begin(number), groups.end(number), rightBytes);
            }
            return references[number];
        }
    }

    @Override
    @SuppressWarnings("NullAway") // keys and values may be null
    public void writeOneKey(@Nullable Object key, List<Input> sides, Room room, Entries out) throws Exception {
        long[] rights = out.lists().refer(sides.get(1));
        double leftBytes = sides.get(0).bytesToLoadOne();
        long position = 0;
        PairsReader left = sides.get(0).open();
        Pairs chunk;
        while ((chunk = left.next()) != null) {
            room.checkAlive();
            for (int i = 0; i < chunk.size; i++) {
                out.add(position++, new Object[] {key, chunk.values.get(i), rights}, leftBytes);
            }
        }
        if (position == 0 && kind.keepsRight()) {
            out.add(0, new Object[] {key, rights}, 0);
        }
    }

    @Override
    public ChunkReader records(Restored entries, ValueLists lists, Room room) {
        return new Records(entries, lists, room);
    }

    @SuppressWarnings("NullAway") // keys and values may be null
    private final class Records extends ChunkReader {
        private final Restored entries;
        private final ValueLists lists;
        private final Room room;

        // what is being given: a left pair, or only its key, with right values that are read from disk
        private Object[] entry = {};
        private @Nullable PairsReader rights;
        private Pairs chunk = new Pairs(1);
        private int at;

        Records(Restored entries, ValueLists lists, Room room) {
            this.entries = entries;
            this.lists = lists;
            this.room = room;
            this.array = new Object[CHUNK];
        }

        @Override
        public boolean next(int max) throws Exception {
            room.checkAlive();
            from = 0;
            to = 0;
            int n = Math.min(max, array.length);
            while (to < n) {
                if (rights != null) {
                    if (nextRight()) {
                        array[to++] = new Tuple2<>(entry[0], pairing(chunk.values.get(at)));
                    }
                } else if (!entries.next()) {
                    break;
                } else if (entries.entry() instanceof Object[] several) {
                    entry = several;
                    rights = lists.at((long[]) entry[entry.length - 1]).open();
                } else {
                    array[to++] = entries.entry();
                }
            }
            return to > 0;
        }

        private boolean nextRight() throws Exception {
            if (++at < chunk.size) {
                return true;
            }
            room.checkAlive();
            Pairs next = rights.next();
            if (next == null) {
                rights = null;
                chunk = new Pairs(1);
                return false;
            }
            chunk = next;
            at = 0;
            return true;
        }

        private Object pairing(Object right) {
            return entry.length == 3 ? kind.pairing(entry[1], right) : kind.rightOnly(right);
        }
    }
}
