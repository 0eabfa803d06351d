// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of each key of one or several sides. Keys are numbered as they come; when all are there, each side's values
 * are dealt into one array where those of a key stand together, in the order in which they came.
 */
public final class Grouping {
    private final KeyTable table;
    private final Side[] sides;

    public Grouping(int sides) {
        this.table = new KeyTable();
        this.sides = new Side[sides];
        for (int i = 0; i < sides; i++) {
            this.sides[i] = new Side();
        }
    }

    public KeyTable table() {
        return table;
    }

    /** Takes in pairs of a side. The chunk isn't copied. */
    public void add(int side, Pairs chunk) {
        int[] numbers = new int[chunk.size];
        table.number(chunk, numbers);
        sides[side].add(chunk, numbers, table.size());
    }

    /** About how many bytes of heap it takes or will take, without the objects that it refers to and the chunks. */
    public long bytes() {
        long bytes = table.bytes();
        for (Side side : sides) {
            bytes += side.bytes();
        }
        return bytes;
    }

    /** When all pairs are there: where each key came first, counted over all sides, one after the other. */
    public long[] firsts() {
        long[] firsts = new long[table.size()];
        int known = 0;
        long position = 0;
        for (Side side : sides) {
            for (int[] each : side.numbers) {
                for (int number : each) {
                    if (number == known) {
                        firsts[known++] = position;
                    }
                    position++;
                }
            }
        }
        return firsts;
    }

    /** When all pairs are there: the values of a side. */
    public Groups groups(int side) {
        return sides[side].deal(table.size());
    }

    private static final class Side {
        private final List<Pairs> chunks = new ArrayList<>();
        private final List<int[]> numbers = new ArrayList<>();
        private int[] counts = new int[16];
        private int records;

        void add(Pairs chunk, int[] each, int keys) {
            chunks.add(chunk);
            numbers.add(each);
            if (counts.length < keys) {
                counts = Arrays.copyOf(
                        counts, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(keys, counts.length * 2L)));
            }
            int[] count = counts;
            for (int number : each) {
                count[number]++;
            }
            records = Math.addExact(records, each.length);
        }

        long bytes() {
            return 2L * Integer.BYTES * counts.length + (long) records * (Integer.BYTES + Long.BYTES);
        }

        Groups deal(int keys) {
            int[] ends = Arrays.copyOf(counts, keys);
            int sum = 0;
            for (int i = 0;
                    i < keys;
                    i++) { // first where a key's values begin, then, as they are dealt, where they end
                int count = ends[i];
                ends[i] = sum;
                sum += count;
            }
            Groups groups = new Groups(ends, mode(), records);
            for (int c = 0; c < chunks.size(); c++) {
                groups.deal(chunks.get(c).values, numbers.get(c), ends);
            }
            return groups;
        }

        /** In which form all values can stand. */
        private int mode() {
            int mode = Column.EMPTY;
            for (Pairs chunk : chunks) {
                int its = chunk.values.mode;
                if (mode == Column.EMPTY) {
                    mode = its;
                } else if (mode != its) {
                    return Column.OBJECTS;
                }
            }
            return mode;
        }
    }

    /** The values of one side by the number of their key. */
    @SuppressWarnings("NullAway") // which of the arrays is in use is said by the mode
    public static final class Groups {
        private final int[] ends;
        private final int mode;
        private final int[] ints;
        private final long[] longs;
        private final Object[] objects;

        private Groups(int[] ends, int mode, int records) {
            this.ends = ends;
            this.mode = mode;
            this.ints = mode == Column.INTS ? new int[records] : null;
            this.longs = mode == Column.LONGS || mode == Column.DOUBLES ? new long[records] : null;
            this.objects = mode == Column.OBJECTS ? new Object[records] : null;
        }

        private void deal(Column values, int[] numbers, int[] at) {
            int n = numbers.length;
            switch (mode) {
                case Column.INTS -> {
                    for (int i = 0; i < n; i++) {
                        ints[at[numbers[i]]++] = values.ints[i];
                    }
                }
                case Column.LONGS, Column.DOUBLES -> {
                    for (int i = 0; i < n; i++) {
                        longs[at[numbers[i]]++] = values.longs[i];
                    }
                }
                case Column.OBJECTS -> {
                    for (int i = 0; i < n; i++) {
                        objects[at[numbers[i]]++] = values.get(i);
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        at[numbers[i]]++;
                    }
                }
            }
        }

        public int begin(int number) {
            return number == 0 ? 0 : ends[number - 1];
        }

        public int end(int number) {
            return ends[number];
        }

        public @Nullable Object value(int at) {
            // written with ifs: a conditional expression would unbox both sides
            if (mode == Column.OBJECTS) {
                return objects[at];
            }
            if (mode == Column.INTS) {
                return ints[at];
            }
            if (mode == Column.LONGS) {
                return longs[at];
            }
            if (mode == Column.DOUBLES) {
                return Double.longBitsToDouble(longs[at]);
            }
            return null;
        }

        /** The values of a key, fresh and modifiable. */
        public List<@Nullable Object> list(int number) {
            int begin = begin(number);
            int end = end(number);
            List<@Nullable Object> list = new ArrayList<>(end - begin);
            for (int i = begin; i < end; i++) {
                list.add(value(i));
            }
            return list;
        }
    }
}
