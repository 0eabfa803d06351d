// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.KeyTable;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Partitioner;
import org.jspecify.annotations.Nullable;

/**
 * One value a key: keys are numbered by a {@link KeyTable}, and values stand in a {@link Column} by number, so what comes
 * out comes in the order in which the keys came. Both are open to the task templates, which go through them in line, so
 * that each stage has a type profile of its own. Used by one thread.
 *
 * <p>As long as all keys, or all values, are of one class of numbers they have no box: those round the user's function, and that of a
 * key that is looked for, are taken away by the JIT. That needs paths that a stage never takes to be never taken: a first value of
 * another class would be enough to make it keep a box for each record. So a table begins with the classes that the stage's last one had.
 */
public final class CombineTable {
    /** What is expected of a table that is no larger is had at once, without asking for memory. */
    private static final int MOST_EXPECTED = 2048;

    private static final int FIRST_ASKED = 32;

    public KeyTable keys;
    public Column values;

    /** With so many keys {@link #ask} is to be called. */
    public int askAt;

    /** After so many further values that were merged into an object {@link #look} is to be called. */
    public int untilLook = GrowingValues.FIRST;

    private final Growth growth;
    private Expected expected;

    /** What a table is likely to hold, by what another one of the same stage held. */
    public record Expected(int keyMode, int valueMode, int size) {
        public static final Expected ANYTHING = new Expected(Column.EMPTY, Column.EMPTY, 0);

        /** Whether a table holds the like. */
        public boolean fits(CombineTable table) {
            return keyMode == typed(table.keys.keys.mode) && valueMode == typed(table.values.mode);
        }

        /** Whether the size of a table is this one, or at most twice or half of it. */
        public boolean isAboutAsLarge(CombineTable table) {
            int other = Math.min(MOST_EXPECTED, table.keys.size());
            return other <= 2L * size && size <= 2L * other;
        }

        /** As this table, with its size if it is complete. */
        public Expected of(CombineTable table, boolean isComplete) {
            return new Expected(
                    typed(table.keys.keys.mode),
                    typed(table.values.mode),
                    isComplete ? Math.min(MOST_EXPECTED, table.keys.size()) : size);
        }

        private static int typed(int mode) {
            return mode == Column.INTS || mode == Column.LONGS || mode == Column.DOUBLES ? mode : Column.EMPTY;
        }

        private KeyTable keys() {
            return new KeyTable(keyMode == Column.DOUBLES ? Column.EMPTY : keyMode, size);
        }

        private Column values() {
            return new Column(Math.max(FIRST_ASKED, size), valueMode);
        }
    }

    /** Asked while the table grows. */
    interface Growth {
        /** One that asks nobody. */
        Growth FREE = new Growth() {
            @Override
            public int mayGrow(CombineTable table) {
                return Integer.MAX_VALUE;
            }

            @Override
            public int merged(CombineTable table, int number) {
                return Integer.MAX_VALUE;
            }
        };

        /**
         * Before there are more keys; returns with how many to ask again, or 0 when the entries have been taken elsewhere, and the table is
         * to begin anew.
         */
        int mayGrow(CombineTable table);

        /**
         * After another value was merged into the object of a key; returns after how many further ones to ask again, or 0 when the
         * entries have been taken elsewhere, and the table is to begin anew.
         */
        int merged(CombineTable table, int number);
    }

    /** A table that may take as much memory as it needs. */
    CombineTable(int expectedKeys) {
        this(Growth.FREE, new Expected(Column.EMPTY, Column.EMPTY, expectedKeys));
    }

    CombineTable(Growth growth, Expected expected) {
        this.growth = growth;
        this.expected = expected;
        this.keys = newKeys();
        this.values = expected.values();
        this.askAt = Math.max(FIRST_ASKED, expected.size);
    }

    private KeyTable newKeys() {
        KeyTable made = expected.keys();
        if (growth != Growth.FREE) { // one that a task fills
            made.noteShortStrings();
        }
        return made;
    }

    public int size() {
        return values.size;
    }

    /** To be called when there are {@link #askAt} keys. */
    public void ask() {
        askAt = growth.mayGrow(this);
        if (askAt == 0) {
            clear();
        }
    }

    /** To be called when {@link #untilLook} is 0, after a value was merged into that of a key. */
    public void look(int number) {
        untilLook = growth.merged(this, number);
        if (untilLook == 0) {
            clear();
        }
    }

    /** Begins anew. */
    void clear() {
        expected = Expected.ANYTHING.of(this, false);
        keys = newKeys();
        values = expected.values();
        askAt = FIRST_ASKED;
        untilLook = GrowingValues.FIRST;
    }

    /** About how many bytes of heap it takes, without the objects that it refers to. */
    long bytes() {
        return keys.bytes() + values.bytes();
    }

    /**
     * Takes in pairs, in shared code.
     *
     * @param create what becomes of the first value of a key; null for itself
     * @param take takes in a further value
     * @return the number of each key
     */
    @SuppressWarnings("NullAway") // values may be null
    int[] add(
            Pairs chunk,
            int from,
            int to,
            @Nullable Function<Object, Object> create,
            Function2<Object, Object, Object> take)
            throws Exception {
        int[] numbers = new int[to - from];
        keys.number(chunk, from, to, numbers);
        for (int i = from; i < to; i++) {
            int number = numbers[i - from];
            Object value = chunk.values.get(i);
            if (number == values.size) {
                values.add(create == null ? value : create.call(value));
            } else {
                values.set(number, take.call(values.get(number), value));
            }
        }
        return numbers;
    }

    /** All entries; the table isn't to be used any more. */
    Pairs packed() {
        return keys.keys.mode == Column.OBJECTS
                ? new Pairs(keys.keys, keys.hashCodes(), values)
                : new Pairs(keys.keys, values);
    }

    /** The entries of each partition, null where there are none; the table isn't to be used any more. */
    public @Nullable Pairs[] scatter(Partitioner partitioner) {
        Pairs all = packed();
        int targets = partitioner.numPartitions();
        boolean asks = partitioner.getClass() != HashPartitioner.class;
        if (targets == 1 && !asks) {
            return new @Nullable Pairs[] {all.size == 0 ? null : all};
        }
        int[] target = new int[all.size];
        int[] counts = new int[targets];
        for (int i = 0; i < all.size; i++) {
            int to = asks ? requirePartition(partitioner, all.keys.get(i)) : Math.floorMod(all.hashCode(i), targets);
            target[i] = to;
            counts[to]++;
        }
        return all.dealt(target, counts);
    }

    static int requirePartition(Partitioner partitioner, @Nullable Object key) {
        int target = partitioner.getPartition(key);
        if (target < 0 || target >= partitioner.numPartitions()) {
            throw new IllegalStateException("the partitioner " + partitioner + " gave partition " + target
                    + " for the key " + key + ", but must give one from 0 to " + (partitioner.numPartitions() - 1));
        }
        return target;
    }
}
