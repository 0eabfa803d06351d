// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * About how many distinct values came by, in a few bytes. Few values are counted exactly, by their hashes.
 *
 * <p>Not safe for several threads.
 */
public final class HyperLogLog implements Serializable {
    /*
     * Flajolet, Fusy, Gandouet, Meunier: "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm", 2007,
     * with 64-bit hashes; the estimate is the improved raw estimator of Ertl, "New cardinality estimation algorithms for
     * HyperLogLog sketches", arXiv:1702.01284, algorithm 6, which needs neither tables of bias nor a switch between ranges.
     *
     * While there are at most (registers / 8) different hashes they are kept themselves, in an open-addressing table with at
     * most half of its places taken; a hash of 0 is counted apart.
     */
    private static final long serialVersionUID = 1L;

    /** The smallest error that can be asked for; it takes 16 MB. */
    public static final double SMALLEST_ERROR = 1.04 / (1 << 12);

    private static final int LEAST_PRECISION = 4;
    private static final int MOST_PRECISION = 24;
    private static final double LIMIT = 0.5 / Math.log(2);

    private final int precision;
    private long @Nullable [] hashes = new long[4];
    private int hashCount;
    private boolean zeroHash;
    private byte @Nullable [] registers;

    private HyperLogLog(int precision) {
        this.precision = precision;
    }

    /**
     * @param relativeError the standard deviation of the estimate, relative to the count
     * @throws IllegalArgumentException when it isn't from {@link #SMALLEST_ERROR} to 1
     */
    public static HyperLogLog ofError(double relativeError, String operator) {
        if (!(relativeError >= SMALLEST_ERROR && relativeError <= 1)) {
            throw new IllegalArgumentException(operator + ": the relative standard deviation must be from "
                    + SMALLEST_ERROR + " to 1, not " + relativeError);
        }
        int bits = (int) Math.ceil(2 * Math.log(1.04 / relativeError) / Math.log(2));
        return new HyperLogLog(Math.min(MOST_PRECISION, Math.max(LEAST_PRECISION, bits)));
    }

    /** One that has seen nothing, of the same precision. */
    public HyperLogLog empty() {
        return new HyperLogLog(precision);
    }

    /** Takes in a value, which is known by equals and hashCode; null is a value. */
    public HyperLogLog add(@Nullable Object value) {
        addHash(hash(value));
        return this;
    }

    /** Takes in all that another one of the same precision has seen; the other stays as it is. */
    public HyperLogLog merge(HyperLogLog other) {
        byte[] theirs = other.registers;
        long[] theirHashes = other.hashes;
        if (theirs != null) {
            byte[] mine = dense();
            for (int i = 0; i < mine.length; i++) {
                mine[i] = (byte) Math.max(mine[i], theirs[i]);
            }
        } else if (theirHashes != null) {
            if (other.zeroHash) {
                addHash(0);
            }
            for (long hash : theirHashes) {
                if (hash != 0) {
                    addHash(hash);
                }
            }
        }
        return this;
    }

    // ---- taking in

    private void addHash(long hash) {
        byte[] dense = registers;
        if (dense != null) {
            raise(dense, hash);
        } else if (hash == 0) {
            zeroHash = true;
        } else {
            addSparse(hash);
        }
    }

    private void raise(byte[] dense, long hash) {
        int index = (int) (hash >>> (64 - precision));
        long rest = hash << precision | 1L << (precision - 1); // so that there is a one at the end
        byte rank = (byte) (Long.numberOfLeadingZeros(rest) + 1);
        if (rank > dense[index]) {
            dense[index] = rank;
        }
    }

    private void addSparse(long hash) {
        long[] table = hashes;
        if (table == null || !put(table, hash)) {
            return;
        }
        hashCount++;
        if (hashCount > (1 << precision) / 8) {
            dense();
        } else if (hashCount * 2 > table.length) {
            long[] larger = new long[table.length * 2];
            for (long each : table) {
                if (each != 0) {
                    put(larger, each);
                }
            }
            hashes = larger;
        }
    }

    private static boolean put(long[] table, long hash) {
        int mask = table.length - 1;
        int at = (int) hash & mask;
        while (table[at] != 0) {
            if (table[at] == hash) {
                return false;
            }
            at = (at + 1) & mask;
        }
        table[at] = hash;
        return true;
    }

    private byte[] dense() {
        byte[] dense = registers;
        if (dense == null) {
            dense = new byte[1 << precision];
            registers = dense;
            if (zeroHash) {
                raise(dense, 0);
            }
            for (long hash : hashes == null ? new long[0] : hashes) {
                if (hash != 0) {
                    raise(dense, hash);
                }
            }
            hashes = null;
        }
        return dense;
    }

    /** 64 bits of a value: of numbers, texts and what is made of them all that they are, of others their hashCode. */
    private static long hash(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Long number) {
            return Draws.mixed(number ^ 0x632BE59BD9B4E019L);
        }
        if (value instanceof Integer number) {
            return Draws.mixed(number ^ 0x8CB92BA72F3D8DD7L);
        }
        if (value instanceof Double number) {
            return Draws.mixed(Double.doubleToLongBits(number) ^ 0xD1342543DE82EF95L);
        }
        if (value instanceof String text) {
            long hash = 0xCBF29CE484222325L;
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
            }
            return Draws.mixed(hash);
        }
        if (value instanceof List<?> list) {
            return hashOfAll(0x9E3779B97F4A7C15L, list);
        }
        if (value instanceof Tuple2<?, ?> pair) {
            return hashOfAll(0xBF58476D1CE4E5B9L, Arrays.asList(pair._1(), pair._2()));
        }
        if (value instanceof Tuple3<?, ?, ?> triple) {
            return hashOfAll(0x94D049BB133111EBL, Arrays.asList(triple._1(), triple._2(), triple._3()));
        }
        if (value instanceof Tuple4<?, ?, ?, ?> four) {
            return hashOfAll(0xD6E8FEB86659FD93L, Arrays.asList(four._1(), four._2(), four._3(), four._4()));
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return hashOfAll(0xA0761D6478BD642FL, Arrays.asList(entry.getKey(), entry.getValue()));
        }
        if (value instanceof Optional<?> optional) {
            return hashOfAll(0xE7037ED1A0B428DBL, Arrays.asList(optional.orElse(null)));
        }
        return Draws.mixed(Keys.checked(value).hashCode() ^ 0x2545F4914F6CDD1DL);
    }

    private static long hashOfAll(long seed, List<?> values) {
        long hash = seed;
        for (Object each : values) {
            hash = Draws.mixed(31 * hash + hash(each));
        }
        return hash;
    }

    // ---- answering

    /** About how many distinct values there were. */
    public long estimate() {
        byte[] dense = registers;
        if (dense == null) {
            return hashCount + (zeroHash ? 1L : 0);
        }
        int q = 64 - precision;
        int m = dense.length;
        int[] histogram = new int[q + 2];
        for (byte rank : dense) {
            histogram[rank]++;
        }
        double z = m * tau((m - histogram[q + 1]) / (double) m);
        for (int k = q; k >= 1; k--) {
            z = 0.5 * (z + histogram[k]);
        }
        z += m * sigma(histogram[0] / (double) m);
        return Math.round(LIMIT * m * (double) m / z);
    }

    private static double sigma(double of) {
        if (of == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = of;
        double y = 1;
        double z = x;
        double before;
        do {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        } while (z != before);
        return z;
    }

    private static double tau(double of) {
        if (of == 0 || of == 1) {
            return 0;
        }
        double x = of;
        double y = 1;
        double z = 1 - x;
        double before;
        do {
            x = Math.sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        } while (z != before);
        return z / 3;
    }

    @Override
    public String toString() {
        return "about " + estimate();
    }
}
