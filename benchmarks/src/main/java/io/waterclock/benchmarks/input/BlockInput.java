// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Records that a job makes as it goes, so that there can be more of them than there is memory: block b has the numbers from
 * b·{@value #PER_BLOCK} on.
 *
 * @param size how many, a multiple of {@value #PER_BLOCK}
 * @param partitions of the blocks, and of what is shuffled
 */
public record BlockInput(long size, int partitions) {
    public static final int PER_BLOCK = 10_000;
    private static final int BLOCKS_A_PARTITION = 100;
    private static final int FEWEST_PARTITIONS = 2;

    /** A million records a partition, and two partitions at least. */
    public static BlockInput of(long size) {
        if (size < PER_BLOCK || size % PER_BLOCK != 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "The number of records is a multiple of " + PER_BLOCK + " up to 2,147,480,000, not " + size);
        }
        return new BlockInput(
                size, Math.max(FEWEST_PARTITIONS, Math.toIntExact(size / PER_BLOCK / BLOCKS_A_PARTITION)));
    }

    public List<Integer> blocks() {
        List<Integer> blocks = new ArrayList<>();
        for (int i = 0; i < size / PER_BLOCK; i++) {
            blocks.add(i);
        }
        return blocks;
    }

    /** The numbers of a block. */
    public static Iterator<Integer> block(int block) {
        return new Numbers(block * PER_BLOCK);
    }

    /** Spreads numbers over all ints, each to one of its own. */
    public static int scrambled(int number) {
        return number * 0x9E3779B1;
    }

    private static final class Numbers implements Iterator<Integer> {
        private final int end;
        private int at;

        Numbers(int from) {
            this.at = from;
            this.end = from + PER_BLOCK;
        }

        @Override
        public boolean hasNext() {
            return at < end;
        }

        @Override
        public Integer next() {
            if (at == end) {
                throw new NoSuchElementException();
            }
            return at++;
        }
    }
}
