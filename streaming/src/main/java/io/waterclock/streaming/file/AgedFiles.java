// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

/**
 * The files of one directory that are too old for any batch to come, and when each was last looked at: 32 to 64 bytes a file.
 *
 * <p>Open addressing by a hash of 64 bits; names aren't kept. Should two names have one hash, the second is taken for the first until it is looked
 * at again, so it comes late, and isn't lost.
 */
final class AgedFiles {
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final int LEAST_SLOTS = 16;

    private long[] hashes;
    private long[] lookedAtMs;
    private int size;

    AgedFiles(int expected) {
        int slots = Math.max(LEAST_SLOTS, Integer.highestOneBit(Math.max(1, expected)) * 4);
        hashes = new long[slots];
        lookedAtMs = new long[slots];
    }

    int size() {
        return size;
    }

    /** Never 0, which stands for an empty slot. */
    static long hashOf(String name) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        hash = mixed(hash);
        return hash == 0 ? 1 : hash;
    }

    static long mixed(long bits) {
        long product = (bits ^ (bits >>> 32)) * 0x9E3779B97F4A7C15L;
        return product ^ (product >>> 29);
    }

    /** When the file was last looked at; {@link #UNKNOWN} when it isn't among them. */
    long get(long hash) {
        int slot = slotOf(hash);
        return hashes[slot] == 0 ? UNKNOWN : lookedAtMs[slot];
    }

    void put(long hash, long nowMs) {
        int slot = slotOf(hash);
        if (hashes[slot] == 0) {
            if ((size + 1) * 2 > hashes.length) {
                grow();
                slot = slotOf(hash);
            }
            hashes[slot] = hash;
            size++;
        }
        lookedAtMs[slot] = nowMs;
    }

    private int slotOf(long hash) {
        int mask = hashes.length - 1;
        int slot = (int) hash & mask;
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        long[] oldTimes = lookedAtMs;
        hashes = new long[oldHashes.length * 2];
        lookedAtMs = new long[hashes.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int slot = slotOf(oldHashes[i]);
                hashes[slot] = oldHashes[i];
                lookedAtMs[slot] = oldTimes[i];
            }
        }
    }
}
