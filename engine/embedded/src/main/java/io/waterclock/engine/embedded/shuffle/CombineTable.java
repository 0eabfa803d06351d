// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.derived.Keys;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One value a key: open addressing with linear probing and kept hashes. Fields are open to the task templates, which
 * probe it in line, so that each stage has a type profile of its own. Used by one thread.
 *
 * <p>What comes out comes in the order in which the keys came, which neither the table's capacity nor spilling changes.
 *
 * <p>Values are kept in typed slots: as long as all are Integers (or all Longs) they stand in {@link #longs} without a
 * box, and are boxed only round the user's function, where the JIT takes the box away. The first value of another class,
 * or null, moves all of them to {@link #values}. Which class it was is kept, so that what comes out equals what went in;
 * only the identity of a box is lost.
 */
@SuppressWarnings(
        "NullAway") // arrays of slots: null is an empty one, and which of longs and values is in use is said by the
// mode
public final class CombineTable {
    /** No value yet. */
    public static final int EMPTY = 0;
    /** Integers, in {@link #longs}. */
    public static final int INTS = 1;
    /** Longs, in {@link #longs}. */
    public static final int LONGS = 2;
    /** Anything, in {@link #values}. */
    public static final int OBJECTS = 3;

    private static final int INITIAL = 64;
    private static final int MAX_CAPACITY = 1 << 30;

    /** Has the hash code that null has where pairs stand in columns. */
    private static final Object NULL_KEY = new Object() {
        @Override
        public int hashCode() {
            return 0;
        }
    };

    public Object[] keys = new Object[INITIAL];
    public int[] hashes = new int[INITIAL];
    public long[] longs;
    public Object[] values;
    public int mode = EMPTY;
    public int mask = INITIAL - 1;
    public int size;

    /** The slots that are in use, in the order in which they were taken; as many as {@link #size}. */
    private int[] order = new int[INITIAL / 2 + 1];

    private int growAt = INITIAL / 2;
    private final @Nullable Growth growth;

    /** Asked before the table grows. */
    interface Growth {
        /** False when the entries have been taken elsewhere, and the table is to begin anew. */
        boolean mayGrow(CombineTable table);
    }

    public CombineTable() {
        this(null);
    }

    CombineTable(@Nullable Growth growth) {
        this.growth = growth;
    }

    /** What stands in {@link #keys} for a key. */
    public static Object masked(@Nullable Object key) {
        return key == null ? NULL_KEY : key;
    }

    public static @Nullable Object unmasked(Object key) {
        return key == NULL_KEY ? null : key;
    }

    /** Fibonacci hashing (Knuth, vol. 3, 6.4): spreads what {@code hashCode} leaves in a few bits over all of them. */
    public static int spread(int hashCode) {
        int h = hashCode * 0x9E3779B9;
        return h ^ (h >>> 15);
    }

    /** The slot of a key, or {@code −1 − slot} where it would go. */
    public int find(Object maskedKey, int hash) {
        int i = hash & mask;
        while (true) {
            Object key = keys[i];
            if (key == null) {
                return -1 - i;
            }
            if (hashes[i] == hash && (key == maskedKey || key.equals(maskedKey))) {
                return i;
            }
            i = (i + 1) & mask;
        }
    }

    /** Puts a new key with its value into an empty slot. */
    public void insert(int slot, Object maskedKey, int hash, @Nullable Object value) {
        keys[slot] = maskedKey;
        hashes[slot] = hash;
        set(slot, value);
        order[size] = slot;
        if (++size > growAt) {
            grow();
        }
    }

    /** Another value for the key of a slot. */
    public void set(int slot, @Nullable Object value) {
        if (mode == INTS && value instanceof Integer i) {
            longs[slot] = i;
        } else if (mode == LONGS && value instanceof Long l) {
            longs[slot] = l;
        } else {
            setOther(slot, value);
        }
    }

    private void setOther(int slot, @Nullable Object value) {
        if (mode == EMPTY) {
            if (value instanceof Integer i) {
                mode = INTS;
                longs = new long[keys.length];
                longs[slot] = i;
                return;
            }
            if (value instanceof Long l) {
                mode = LONGS;
                longs = new long[keys.length];
                longs[slot] = l;
                return;
            }
            mode = OBJECTS;
            values = new Object[keys.length];
        } else if (mode != OBJECTS) {
            Object[] boxed = new Object[keys.length];
            for (int i = 0; i < keys.length; i++) {
                if (keys[i] != null) {
                    boxed[i] = box(i);
                }
            }
            values = boxed;
            longs = null;
            mode = OBJECTS;
        }
        values[slot] = value;
    }

    /** The value of a slot. */
    public @Nullable Object get(int slot) {
        return mode == OBJECTS ? values[slot] : box(slot);
    }

    // written with ifs: a conditional expression would unbox both sides and make every Integer a Long
    private Object box(int slot) {
        if (mode == INTS) {
            return (int) longs[slot];
        }
        return longs[slot];
    }

    private void grow() {
        if (growth != null && !growth.mayGrow(this)) {
            clear();
            return;
        }
        if (keys.length >= MAX_CAPACITY) {
            throw new OutOfMemoryError(
                    "a partition has more than " + MAX_CAPACITY / 2 + " distinct keys; use more partitions");
        }
        int capacity = keys.length * 2;
        Object[] oldKeys = keys;
        int[] oldHashes = hashes;
        long[] oldLongs = longs;
        Object[] oldValues = values;
        keys = new Object[capacity];
        hashes = new int[capacity];
        mask = capacity - 1;
        growAt = capacity / 2;
        if (mode == OBJECTS) {
            values = new Object[capacity];
        } else {
            longs = new long[capacity];
        }
        order = Arrays.copyOf(order, growAt + 1);
        for (int n = 0; n < size; n++) {
            int i = order[n];
            int j = oldHashes[i] & mask;
            while (keys[j] != null) {
                j = (j + 1) & mask;
            }
            keys[j] = oldKeys[i];
            hashes[j] = oldHashes[i];
            if (mode == OBJECTS) {
                values[j] = oldValues[i];
            } else {
                longs[j] = oldLongs[i];
            }
            order[n] = j;
        }
    }

    private void clear() {
        keys = new Object[INITIAL];
        hashes = new int[INITIAL];
        longs = null;
        values = null;
        mode = EMPTY;
        mask = INITIAL - 1;
        size = 0;
        order = new int[INITIAL / 2 + 1];
        growAt = INITIAL / 2;
    }

    /** About how many bytes of heap it takes, without the objects that it refers to. */
    long bytes() {
        int perSlot = 2 * Integer.BYTES + (mode == OBJECTS ? Integer.BYTES : Long.BYTES);
        return (long) keys.length * perSlot + (long) order.length * Integer.BYTES;
    }

    /** All entries, in the order in which their keys came. */
    CombinedChunk packed() {
        CombinedChunk chunk = new CombinedChunk(mode, size);
        for (int n = 0; n < size; n++) {
            chunk.add(this, order[n]);
        }
        return chunk;
    }

    /** The entries of each partition, packed, in the order in which their keys came. */
    public CombinedChunk[] scatter(Partitioner partitioner) {
        int partitions = partitioner.numPartitions();
        CombinedChunk[] chunks = new CombinedChunk[partitions];
        int[] counts = new int[partitions];
        int[] targets = new int[size];
        for (int n = 0; n < size; n++) {
            int target = requirePartition(partitioner, Keys.checked(keys[order[n]]));
            targets[n] = target;
            counts[target]++;
        }
        for (int p = 0; p < partitions; p++) {
            chunks[p] = new CombinedChunk(mode, counts[p]);
        }
        for (int n = 0; n < size; n++) {
            chunks[targets[n]].add(this, order[n]);
        }
        return chunks;
    }

    static int requirePartition(Partitioner partitioner, @Nullable Object maskedKey) {
        Object key = unmasked(maskedKey);
        int target = partitioner.getPartition(key);
        if (target < 0 || target >= partitioner.numPartitions()) {
            throw new IllegalStateException("the partitioner " + partitioner + " gave partition " + target
                    + " for the key " + key + ", but must give one from 0 to " + (partitioner.numPartitions() - 1));
        }
        return target;
    }
}
