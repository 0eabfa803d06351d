// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import io.waterclock.rdd.derived.Keys;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Numbers distinct keys from 0 in the order in which they come: open addressing with linear probing. Used by one thread.
 *
 * <p>A slot is one long: the mixed hash of a key in its upper half, the key's number plus one in the lower; so most probes
 * touch one place of memory. Keys stand in a {@link Column} by number. The mixing of an Integer can be undone, so for
 * Integers an equal upper half is an equal key and the column isn't looked at.
 *
 * <p>Key classes whose hash codes are all alike would make linear probing quadratic. A key that is an object and meets {@link #CROWD}
 * others of its own hash goes to a {@link HashMap}, which makes trees of comparable keys. No slot is ever emptied, so
 * who finds that crowd on the way knows where to look on. Integers and Longs in typed columns don't need it as long as nobody
 * chooses them for it: different Integers have different hashes, and Longs are mixed, so that few are alike. Hashes that
 * differ and still begin at the same slot are probed one after the other, whatever the keys are.
 */
public final class KeyTable {
    /** No such key. */
    public static final int ABSENT = -1;

    private static final int FIRST = 64;
    private static final int FACTOR = 0x9E3779B9;

    /** Of the finalizer of MurmurHash3 (Appleby). */
    private static final int SECOND = 0x85EBCA6B;

    /** {@code FACTOR * INVERSE == 1}. */
    private static final int INVERSE = 0x144CBC89;

    private static final int MAX_SLOTS = 1 << 30;
    private static final int CROWD = 24;

    /** A table of so many slots, which stay in the nearest cache, or fewer has three empty ones a key. */
    private static final int SPARSE = 2048;

    private static final long NUMBER = 0xFFFF_FFFFL;

    public final Column keys;

    /** Open to the task templates, which look for keys that are objects in line. */
    public long[] slots;

    /** What is left of an index past the last slot. */
    public int mask;

    /**
     * The head of each key that is a {@link ShortString} by number, as long as the keys are objects; null while there is none, or if they
     * aren't {@linkplain #noteShortStrings noted}. Open to the task templates.
     */
    public long @Nullable [] heads;

    /** The tails of {@link #heads} that have one; null while none has. */
    public long @Nullable [] tails;

    private boolean notesShortStrings;

    private int shift;
    private int growAt;
    private @Nullable Map<@Nullable Object, Integer> crowded;

    public KeyTable() {
        this(Column.EMPTY, 0);
    }

    /**
     * @param mode what keys are expected, {@link Column#INTS} or {@link Column#LONGS}; {@link Column#EMPTY} for any. Others may come all the same
     * @param expected about how many
     */
    public KeyTable(int mode, int expected) {
        int size = FIRST;
        while (room(size) < expected && size < MAX_SLOTS) {
            size *= 2;
        }
        begin(size);
        this.keys = new Column(growAt, mode);
    }

    private void begin(int size) {
        slots = new long[size];
        mask = size - 1;
        shift = Integer.SIZE - Integer.numberOfTrailingZeros(size);
        growAt = room(size);
    }

    /** How many keys there may be: few in a small table, where a key is then mostly in the first slot that is looked at. */
    private static int room(int size) {
        return size <= SPARSE ? size / 4 : size / 2;
    }

    public int size() {
        return keys.size;
    }

    /** About how many bytes of heap it takes, without the objects that it refers to. */
    public long bytes() {
        return (long) slots.length * Long.BYTES + keys.bytes() + bytes(heads) + bytes(tails);
    }

    private static long bytes(long @Nullable [] longs) {
        return longs == null ? 0 : (long) longs.length * Long.BYTES;
    }

    /** To be called before there are keys, by whom looks for Strings in line. */
    public void noteShortStrings() {
        notesShortStrings = true;
    }

    /**
     * Fibonacci hashing (Knuth, vol. 3, 6.4), folded before and after, since the bits of a product don't see those of its factors that
     * are higher. Different ints stay different.
     */
    public static int spread(int hashCode) {
        int h = (hashCode ^ (hashCode >>> 16)) * FACTOR;
        return h ^ (h >>> 15);
    }

    /**
     * The index of the first slot to look at for a hash. Without a second product, keys that are evenly spaced, as ids are and those of one
     * partition behind a shuffle, stand in a row for some spacings.
     */
    public int first(int hash) {
        return hash * SECOND >>> shift;
    }

    private static int unspread(int hash) {
        int h = (hash ^ (hash >>> 15) ^ (hash >>> 30)) * INVERSE;
        return h ^ (h >>> 16);
    }

    /** The hash codes of the keys by number, while they are {@link Column#OBJECTS}; what isn't crowded isn't asked for it. */
    public int[] hashCodes() {
        int[] hashCodes = new int[keys.size];
        boolean allShort = heads != null;
        long[] rests = tails;
        for (int number = 0; heads != null && number < hashCodes.length; number++) {
            long head = heads[number];
            allShort &= head != ShortString.NONE;
            hashCodes[number] = ShortString.hashCode(head, rests == null ? ShortString.NONE : rests[number]);
        }
        if (allShort) {
            return hashCodes;
        }
        for (long slot : slots) {
            int number = (int) slot - 1;
            if (slot != 0 && (heads == null || heads[number] == ShortString.NONE)) {
                hashCodes[number] = unspread((int) (slot >>> 32));
            }
        }
        if (crowded != null) {
            crowded.forEach((key, number) -> hashCodes[number] = Pairs.hashCode(key));
        }
        return hashCodes;
    }

    // ---- whole chunks

    /** Writes the number of each key of a chunk, numbering those that are new. */
    public void number(Pairs chunk, int[] numbers) {
        number(chunk, 0, chunk.size, numbers);
    }

    /** {@link #number(Pairs, int[])} for the keys {@code [from..to)}; the number of the first is written first. */
    public void number(Pairs chunk, int from, int to, int[] numbers) {
        if (chunk.keys.mode == Column.INTS && (keys.mode == Column.INTS || keys.mode == Column.EMPTY)) {
            int[] ints = chunk.keys.ints;
            for (int i = from; i < to; i++) {
                numbers[i - from] = number(ints[i]);
            }
        } else if (chunk.keys.mode == Column.LONGS && (keys.mode == Column.LONGS || keys.mode == Column.EMPTY)) {
            long[] longs = chunk.keys.longs;
            for (int i = from; i < to; i++) {
                numbers[i - from] = number(longs[i]);
            }
        } else {
            for (int i = from; i < to; i++) {
                numbers[i - from] = number(chunk.keys.get(i), chunk.hashCode(i));
            }
        }
    }

    /** Writes the number of each key of a chunk, or {@link #ABSENT}. */
    public void find(Pairs chunk, int[] numbers) {
        int n = chunk.size;
        if (keys.mode == Column.INTS && chunk.keys.mode == Column.INTS) {
            int[] ints = chunk.keys.ints;
            for (int i = 0; i < n; i++) {
                numbers[i] = find(ints[i]);
            }
        } else if (keys.mode == Column.LONGS && chunk.keys.mode == Column.LONGS) {
            long[] longs = chunk.keys.longs;
            for (int i = 0; i < n; i++) {
                numbers[i] = find(longs[i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                numbers[i] = find(chunk.keys.get(i), chunk.hashCode(i));
            }
        }
    }

    // ---- Integers

    /** The number of an Integer, a new one if it is new. Only while keys are {@link Column#INTS}, or there are none. */
    public int number(int key) {
        int hash = spread(key);
        long slot = slots[first(hash)];
        return (int) (slot >>> 32) == hash && slot != 0 ? (int) slot - 1 : probe(key, hash);
    }

    private int probe(int key, int hash) {
        int i = first(hash);
        long slot;
        while ((slot = slots[i]) != 0) {
            if ((int) (slot >>> 32) == hash) {
                return (int) slot - 1;
            }
            i = (i + 1) & mask;
        }
        keys.addInt(key);
        return occupy(i, hash);
    }

    private int find(int key) {
        int hash = spread(key);
        int i = first(hash);
        long slot;
        while ((slot = slots[i]) != 0) {
            if ((int) (slot >>> 32) == hash) {
                return (int) slot - 1;
            }
            i = (i + 1) & mask;
        }
        return ABSENT;
    }

    // ---- Longs: their own hash code is 0 for all whose halves are alike, so they are mixed otherwise

    private static int mixed(long key) {
        int h = (int) (((key ^ (key >>> 32)) * 0x9E3779B97F4A7C15L) >>> 32);
        return h ^ (h >>> 15);
    }

    /** The number of a Long, a new one if it is new. Only while keys are {@link Column#LONGS}, or there are none. */
    public int number(long key) {
        int hash = mixed(key);
        long slot = slots[first(hash)];
        return (int) (slot >>> 32) == hash && slot != 0 && keys.longs[(int) slot - 1] == key
                ? (int) slot - 1
                : probe(key, hash);
    }

    private int probe(long key, int hash) {
        int i = first(hash);
        long slot;
        while ((slot = slots[i]) != 0) {
            if ((int) (slot >>> 32) == hash && keys.longs[(int) slot - 1] == key) {
                return (int) slot - 1;
            }
            i = (i + 1) & mask;
        }
        keys.addLong(key);
        return occupy(i, hash);
    }

    private int find(long key) {
        int hash = mixed(key);
        int i = first(hash);
        long slot;
        while ((slot = slots[i]) != 0) {
            if ((int) (slot >>> 32) == hash && keys.longs[(int) slot - 1] == key) {
                return (int) slot - 1;
            }
            i = (i + 1) & mask;
        }
        return ABSENT;
    }

    // ---- any

    /**
     * The number of a key, a new one if it is new.
     *
     * <p>Long on purpose. C2 inlines no method of more than 325 bytes (FreqInlineSize), but on JDK 17 each shorter one that was called a
     * hundred times; and a task template that inlined this one, for the few keys that are new, would become too large itself to
     * be inlined where each record passes.
     */
    public int number(@Nullable Object key, int hashCode) {
        if (key instanceof Integer i && (keys.mode == Column.INTS || keys.mode == Column.EMPTY)) {
            return number((int) i);
        }
        if (key instanceof Long l && (keys.mode == Column.LONGS || keys.mode == Column.EMPTY)) {
            return number((long) l);
        }
        if (keys.mode != Column.OBJECTS) {
            beOfObjects();
        }
        int hash = notesShortStrings ? hash(key, hashCode) : spread(hashCode);
        int i = first(hash);
        int alike = 0;
        long slot;
        while ((slot = slots[i]) != 0) {
            if ((int) (slot >>> 32) == hash) {
                int number = (int) slot - 1;
                Object there = keys.objects[number];
                if (there == key || there != null && there.equals(key)) {
                    return number;
                }
                if (++alike == CROWD) {
                    if (crowded == null) {
                        crowded = new HashMap<>();
                    }
                    Integer known = crowded.putIfAbsent(key, keys.size);
                    if (known != null) {
                        return known;
                    }
                    addKey(key);
                    return keys.size - 1;
                }
            }
            i = (i + 1) & mask;
        }
        addKey(key);
        slots[i] = (long) hash << 32 | keys.size & NUMBER;
        if (keys.size > growAt) {
            grow();
        }
        return keys.size - 1;
    }

    private static int hash(@Nullable Object key, int hashCode) {
        if (key instanceof String string) {
            long head = ShortString.head(string);
            long tail = ShortString.hasTail(head) ? ShortString.tail(string) : ShortString.NONE;
            if (ShortString.isWhole(head, tail)) {
                return ShortString.hash(head, tail);
            }
        }
        return spread(hashCode);
    }

    /** Adds a key, with what it is in short. */
    private void addKey(@Nullable Object key) {
        keys.addObject(Keys.checked(key));
        if (!notesShortStrings) {
            return;
        }
        long head = key instanceof String string ? ShortString.head(string) : ShortString.NONE;
        long tail =
                key instanceof String string && ShortString.hasTail(head) ? ShortString.tail(string) : ShortString.NONE;
        heads = noted(heads, ShortString.isWhole(head, tail) ? head : ShortString.NONE);
        tails = noted(tails, tail);
    }

    /** With what the key has that was added last; what is null, has nothing for any. */
    private long @Nullable [] noted(long @Nullable [] all, long its) {
        if (all == null && its == ShortString.NONE) {
            return null;
        }
        long[] longs = all == null
                ? new long[keys.objects.length]
                : all.length < keys.size ? Arrays.copyOf(all, keys.objects.length) : all;
        longs[keys.size - 1] = its;
        return longs;
    }

    private int find(@Nullable Object key, int hashCode) {
        if (keys.mode != Column.OBJECTS) {
            beOfObjects();
        }
        int hash = notesShortStrings ? hash(key, hashCode) : spread(hashCode);
        int i = first(hash);
        int alike = 0;
        long slot;
        while ((slot = slots[i]) != 0) {
            if ((int) (slot >>> 32) == hash) {
                int number = (int) slot - 1;
                if (Objects.equals(keys.objects[number], key)) {
                    return number;
                }
                if (++alike == CROWD) {
                    return crowded == null ? ABSENT : crowded.getOrDefault(key, ABSENT);
                }
            }
            i = (i + 1) & mask;
        }
        return ABSENT;
    }

    /** From typed keys to objects, which are found by their own hash codes. */
    private void beOfObjects() {
        boolean rehash = keys.mode == Column.LONGS;
        keys.toObjects();
        if (rehash) {
            Arrays.fill(slots, 0);
            for (int number = 0; number < keys.size; number++) {
                reinsert(keys.objects[number], number);
            }
        }
    }

    private void reinsert(Object key, int number) {
        int hash = spread(key.hashCode());
        int i = first(hash);
        int alike = 0;
        long slot;
        while ((slot = slots[i]) != 0) {
            if ((int) (slot >>> 32) == hash && ++alike == CROWD) {
                if (crowded == null) {
                    crowded = new HashMap<>();
                }
                crowded.put(key, number);
                return;
            }
            i = (i + 1) & mask;
        }
        slots[i] = (long) hash << 32 | (number + 1) & NUMBER;
    }

    // ---- slots

    /** Gives an empty slot to the key that was added last. */
    private int occupy(int slot, int hash) {
        int count = keys.size;
        slots[slot] = (long) hash << 32 | count & NUMBER;
        if (count > growAt) {
            grow();
        }
        return count - 1;
    }

    private void grow() {
        if (slots.length >= MAX_SLOTS) {
            growAt = (int) (MAX_SLOTS * 0.9); // slower, and then no more
            if (keys.size > growAt) {
                throw new OutOfMemoryError(
                        "a partition has more than " + growAt + " distinct keys; use more partitions");
            }
            return;
        }
        long[] old = slots;
        begin(old.length * 2);
        for (long slot : old) {
            if (slot != 0) {
                int i = first((int) (slot >>> 32));
                while (slots[i] != 0) {
                    i = (i + 1) & mask;
                }
                slots[i] = slot;
            }
        }
    }
}
