// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import io.waterclock.Tuple2;
import io.waterclock.function.Function2;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Samples, by a seed: the same partition gives the same sample for the same seed, as long as its records come in the same
 * order.
 */
@SuppressWarnings("NullAway") // records may be null
public final class Sampling {
    private Sampling() {}

    /** Each record zero or more times: as often as {@code times} says, which is asked once a record. */
    private static <T> Iterator<T> repeated(Iterator<T> records, ToLongFunction<T> times) {
        return new Iterator<>() {
            private T at;
            private long left;

            @Override
            public boolean hasNext() {
                while (left == 0) {
                    if (!records.hasNext()) {
                        return false;
                    }
                    at = records.next();
                    left = times.applyAsLong(at);
                }
                return true;
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                left--;
                return at;
            }
        };
    }

    /** Each record with this chance; or as often as a Poisson number of this mean says. */
    public static <T> Function2<Integer, Iterator<T>, Iterator<T>> sample(
            boolean withReplacement, double fraction, long seed) {
        return (partition, records) -> {
            SplittableRandom random = Draws.of(seed, partition);
            return repeated(
                    records,
                    withReplacement
                            ? record -> Draws.poisson(random, fraction)
                            : record -> random.nextDouble() < fraction ? 1 : 0);
        };
    }

    /** The records whose random number is from {@code from} up to {@code to}; ranges that don't meet give parts that don't. */
    public static <T> Function2<Integer, Iterator<T>, Iterator<T>> cell(double from, double to, long seed) {
        return (partition, records) -> {
            SplittableRandom random = Draws.of(seed, partition);
            return repeated(records, record -> {
                double at = random.nextDouble();
                return at >= from && at < to ? 1 : 0;
            });
        };
    }

    /** As {@link #sample}, with a fraction for each key. */
    public static <K, V> Function2<Integer, Iterator<Tuple2<K, V>>, Iterator<Tuple2<K, V>>> byKey(
            boolean withReplacement, Map<K, Double> fractions, long seed) {
        return (partition, records) -> {
            SplittableRandom random = Draws.of(seed, partition);
            return repeated(records, pair -> {
                double fraction = fractionOf(fractions, pair._1());
                return withReplacement ? Draws.poisson(random, fraction) : random.nextDouble() < fraction ? 1 : 0;
            });
        };
    }

    private static <K> double fractionOf(Map<K, Double> fractions, K key) {
        Double fraction = fractions.get(key);
        if (fraction == null) {
            throw new NoSuchElementException(
                    "there is no fraction for the key " + key + "; give one for each key, 0.0 to leave it out");
        }
        return fraction;
    }

    // ---- so many, exactly

    /** A record and the random number that it drew. */
    public record Drawn<T>(long number, T record) {
        /** Any {@code k} of all records are the {@code k} smallest of these with the same chance. */
        public static final Comparator<Drawn<?>> BY_NUMBER = Comparator.comparingLong(Drawn::number);
    }

    /** The {@code k} records of the partition that drew the smallest numbers. */
    public static <T> Function2<Integer, Iterator<T>, List<Drawn<T>>> smallest(int k, long seed) {
        return (partition, records) -> {
            SplittableRandom random = Draws.of(seed, partition);
            Smallest<Drawn<T>> kept = new Smallest<>(k, Drawn.BY_NUMBER);
            records.forEachRemaining(record -> kept.add(new Drawn<>(random.nextLong(), record)));
            return kept.sorted();
        };
    }

    /** The records at these places of the partition, which are in ascending order and may repeat. */
    public static <T> Function2<Integer, Iterator<T>, List<T>> at(Map<Integer, long[]> places) {
        return (partition, records) -> {
            long[] wanted = places.getOrDefault(partition, new long[0]);
            List<T> found = new ArrayList<>(wanted.length);
            long place = 0;
            for (int i = 0; i < wanted.length; place++) {
                T record = records.next();
                while (i < wanted.length && wanted[i] == place) {
                    found.add(record);
                    i++;
                }
            }
            return found;
        };
    }

    /** How many records a partition has of a key, and how often one of them is to be drawn. */
    public record Share(long records, long draws) implements java.io.Serializable {}

    /** How often each key occurs in the partition. */
    public static <K, V> Function2<Integer, Iterator<Tuple2<K, V>>, Map<K, Long>> countKeys() {
        return (partition, pairs) -> {
            Map<K, Long> counts = new HashMap<>();
            pairs.forEachRemaining(pair -> counts.merge(Keys.checked(pair._1()), 1L, Long::sum));
            return counts;
        };
    }

    /**
     * Deals the draws of each key, {@code ceil(fraction · count)}, out over the partitions as if each draw fell on any record
     * of the key with the same chance.
     *
     * @param counts of each partition, how often each key occurs
     */
    public static <K> List<Map<K, Share>> shares(
            List<Map<K, Long>> counts, Map<K, Double> fractions, boolean withReplacement, long seed) {
        Map<K, long[]> left = new HashMap<>(); // records, draws
        for (Map<K, Long> partition : counts) {
            partition.forEach((key, n) -> left.computeIfAbsent(key, k -> new long[2])[0] += n);
        }
        left.forEach((key, both) -> both[1] = (long) Math.ceil(fractionOf(fractions, key) * both[0]));
        List<Map<K, Share>> shares = new ArrayList<>();
        for (int p = 0; p < counts.size(); p++) {
            SplittableRandom random = Draws.of(~seed, p);
            Map<K, Share> mine = new HashMap<>();
            counts.get(p).forEach((key, n) -> {
                long[] both = left.get(key);
                long draws = withReplacement
                        ? Draws.binomial(random, both[1], (double) n / both[0])
                        : drawnOf(random, n, both[0], both[1]);
                both[0] -= n;
                both[1] -= draws;
                mine.put(key, new Share(n, draws));
            });
            shares.add(Collections.unmodifiableMap(mine));
        }
        return List.copyOf(shares);
    }

    /** How many of the first {@code n} of {@code records} are among {@code draws} drawn without putting back. */
    private static long drawnOf(SplittableRandom random, long n, long records, long draws) {
        long drawn = 0;
        for (long i = 0; i < n && drawn < draws; i++) {
            if (random.nextLong(records - i) < draws - drawn) {
                drawn++;
            }
        }
        return drawn;
    }

    /** Draws each key's share of the partition: selection sampling (Knuth, TAOCP 2, 3.4.2 S), or a multinomial draw. */
    public static <K, V> Function2<Integer, Iterator<Tuple2<K, V>>, Iterator<Tuple2<K, V>>> drawn(
            List<Map<K, Share>> shares, boolean withReplacement, long seed) {
        return (partition, records) -> {
            SplittableRandom random = Draws.of(seed, partition);
            Map<K, long[]> left = new HashMap<>();
            shares.get(partition).forEach((key, share) -> left.put(key, new long[] {share.records(), share.draws()}));
            return repeated(records, pair -> {
                long @Nullable [] both = left.get(pair._1());
                if (both == null || both[0] == 0) {
                    throw new IllegalStateException("the partition has other records than when they were counted;"
                            + " keep the RDD with cache() where computing it twice may give something else");
                }
                long times = withReplacement
                        ? Draws.binomial(random, both[1], 1.0 / both[0])
                        : random.nextLong(both[0]) < both[1] ? 1 : 0;
                both[0]--;
                both[1] -= times;
                return times;
            });
        };
    }
}
