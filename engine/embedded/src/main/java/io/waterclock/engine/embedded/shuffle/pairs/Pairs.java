// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import io.waterclock.Tuple2;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some pairs, as columns: keys, the hash codes of keys that are objects, and values. Pairs that are collected, or read from an
 * input, come in chunks of at most {@link #MOST}, so that a bucket grows by chunks and copies little; the entries of a table
 * are as many as it has. Written by one thread, then only read.
 */
public final class Pairs {
    /** So many pairs a chunk has at most, see the class: its columns stay in a core's cache while they are written and read. */
    public static final int MOST = 8192;

    private static final int FIRST = 8;
    private static final int[] NO_HASHES = {};

    public final Column keys;
    public final Column values;

    /** By position, while the keys are {@link Column#OBJECTS}; else shorter. */
    private int[] hashes = NO_HASHES;

    public int size;

    public Pairs() {
        this(FIRST);
    }

    public Pairs(int capacity) {
        this.keys = new Column(capacity);
        this.values = new Column(capacity);
    }

    /** Of columns of the same length, as long as they are. */
    public Pairs(Column keys, Column values) {
        this.keys = keys;
        this.values = values;
        this.size = keys.size;
    }

    /**
     * Of columns of the same length.
     *
     * @param hashes the hash codes of keys that are objects
     */
    public Pairs(Column keys, int[] hashes, Column values) {
        this(keys, values);
        this.hashes = hashes;
    }

    /** The pairs {@code [from..to)}. */
    public Pairs slice(int from, int to) {
        int[] some = hashes.length == 0 ? NO_HASHES : Arrays.copyOfRange(hashes, from, to);
        return new Pairs(keys.slice(from, to), some, values.slice(from, to));
    }

    /**
     * The pairs of each target, in their order; null where there are none.
     *
     * @param targets of each pair
     * @param counts how many each target gets
     */
    @SuppressWarnings("NullAway") // there is a column for a target that gets pairs
    public @Nullable Pairs[] dealt(int[] targets, int[] counts) {
        @Nullable Column[] dealtKeys = keys.dealt(targets, counts);
        @Nullable Column[] dealtValues = values.dealt(targets, counts);
        @Nullable Pairs[] dealt = new @Nullable Pairs[counts.length];
        for (int to = 0; to < counts.length; to++) {
            if (counts[to] > 0) {
                dealt[to] = new Pairs(dealtKeys[to], dealtValues[to]);
                dealt[to].hashes = hashes.length == 0 ? hashes : new int[counts[to]];
            }
        }
        if (hashes.length > 0) {
            int[] filled = new int[counts.length];
            for (int i = 0; i < size; i++) {
                int to = targets[i];
                dealt[to].hashes[filled[to]++] = hashes[i];
            }
        }
        return dealt;
    }

    public boolean isFull() {
        return size == MOST;
    }

    /**
     * @param hashCode the key's
     */
    public void add(@Nullable Object key, int hashCode, @Nullable Object value) {
        keys.add(key);
        values.add(value);
        if (keys.mode == Column.OBJECTS) {
            noteHash(hashCode);
        }
        size++;
    }

    private void noteHash(int hashCode) {
        if (hashes.length <= size) {
            int known = hashes.length;
            hashes = Arrays.copyOf(hashes, keys.objects.length);
            if (known == 0) { // keys that were typed so far
                for (int i = 0; i < size; i++) {
                    hashes[i] = hashCode(keys.objects[i]);
                }
            }
        }
        hashes[size] = hashCode;
    }

    public static int hashCode(@Nullable Object key) {
        return key == null ? 0 : key.hashCode();
    }

    /** {@link Object#hashCode} of the key at a position; 0 for null. */
    public int hashCode(int at) {
        return switch (keys.mode) {
            case Column.OBJECTS -> hashes.length == 0 ? hashCode(keys.objects[at]) : hashes[at];
            case Column.INTS -> keys.ints[at];
            case Column.LONGS -> Long.hashCode(keys.longs[at]);
            default -> hashCode(keys.get(at));
        };
    }

    @SuppressWarnings("NullAway") // either may be null
    public Tuple2<Object, Object> pair(int at) {
        return new Tuple2<>(keys.get(at), values.get(at));
    }

    /** How many bytes of heap a pair takes here, without the objects that it refers to. */
    public int slotBytes() {
        return keys.slotBytes() + values.slotBytes() + (keys.mode == Column.OBJECTS ? Integer.BYTES : 0);
    }
}
