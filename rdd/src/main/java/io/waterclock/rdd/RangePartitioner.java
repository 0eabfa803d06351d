// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.Tuple2;
import io.waterclock.function.Function2;
import io.waterclock.source.PartitionCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * By ranges of keys: partition i has the keys up to bound i. The bounds come from a sample of the keys (reservoir
 * sampling, Vitter's algorithm R; heavy partitions weigh by their size), so partitions are about even.
 */
public final class RangePartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;
    private static final int SAMPLES_PER_PARTITION = 20;
    private static final int MAX_SAMPLES = 1_000_000;
    private static final int OVERSAMPLING = 3;

    private final Object[] bounds;

    @SuppressWarnings("serial") // on a cluster the order must be serializable, as any function
    private final Comparator<Object> order;

    /**
     * Ranges for about {@code n} partitions, in natural order or against it. Runs a job over the keys if {@code n} is more than 1.
     */
    public <K extends Comparable<K>> RangePartitioner(int n, PairRDD<K, ?> rdd, boolean ascending) {
        this("RangePartitioner", n, rdd, ascending ? NaturalOrder.ASCENDING : NaturalOrder.DESCENDING);
    }

    /** The same by any order of the keys. */
    @SuppressWarnings("unchecked")
    RangePartitioner(String operator, int n, PairRDD<?, ?> rdd, Comparator<?> order) {
        PartitionCount.require(operator, n);
        this.order = (Comparator<Object>) order;
        this.bounds = bounds(operator, n, rdd, this.order);
    }

    /*
     * A first pass draws so many keys of each partition that an even spread would do. A partition that is much larger than the
     * mean is then drawn from once more, by its share, so that its keys weigh no more than others.
     */
    private static Object[] bounds(String operator, int n, PairRDD<?, ?> rdd, Comparator<Object> order) {
        int parents = rdd.getNumPartitions();
        if (n == 1 || parents == 0) {
            return new Object[0];
        }
        int wanted = (int) Math.min(MAX_SAMPLES, (long) SAMPLES_PER_PARTITION * n);
        int perParent = Math.max(1, (int) Math.ceil((double) OVERSAMPLING * wanted / parents));
        List<Sample> samples = new ArrayList<>(samples(operator, rdd, AbstractRDD.range(0, parents), perParent));
        long total = 0;
        for (Sample sample : samples) {
            total += sample.outOf;
        }
        List<Integer> heavy = new ArrayList<>();
        long heaviest = 0;
        for (int p = 0; p < parents; p++) {
            if ((double) samples.get(p).outOf * wanted / Math.max(1, total) > perParent) {
                heavy.add(p);
                heaviest = Math.max(heaviest, samples.get(p).outOf);
            }
        }
        if (!heavy.isEmpty()) {
            int atMost = (int) Math.min(MAX_SAMPLES, Math.ceil((double) heaviest * wanted / total));
            List<Sample> again = samples(operator, rdd, heavy, atMost);
            for (int i = 0; i < heavy.size(); i++) {
                samples.set(heavy.get(i), again.get(i));
            }
        }
        return RDDActions.onCaller(operator, "order", "on a sample of the keys", () -> bounds(samples, n, order));
    }

    private static List<Sample> samples(String operator, PairRDD<?, ?> rdd, List<Integer> partitions, int atMost) {
        Function2<Integer, Iterator<Tuple2<Object, ?>>, Sample> sampling =
                (partition, records) -> sample(records, atMost, partition);
        return rdd.handle().runJob(rdd.lineage(), partitions, new Action.Process<>(sampling), operator);
    }

    private record Sample(Object[] keys, long outOf) implements java.io.Serializable {}

    private static Sample sample(Iterator<Tuple2<Object, ?>> records, int atMost, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Object> kept = new ArrayList<>();
        long seen = 0;
        while (records.hasNext()) {
            Object key = records.next()._1();
            seen++;
            if (kept.size() < atMost) {
                kept.add(key);
            } else {
                long at = random.nextLong(seen);
                if (at < atMost) {
                    kept.set((int) at, key);
                }
            }
        }
        return new Sample(kept.toArray(), seen);
    }

    private static Object[] bounds(List<Sample> samples, int n, Comparator<Object> order) {
        record Weighted(Object key, double weight) {}
        List<Weighted> candidates = new ArrayList<>();
        double total = 0;
        for (Sample sample : samples) {
            double weight = sample.keys.length == 0 ? 0 : (double) sample.outOf / sample.keys.length;
            for (Object key : sample.keys) {
                candidates.add(new Weighted(key, weight));
                total += weight;
            }
        }
        candidates.sort((a, b) -> order.compare(a.key, b.key));
        List<Object> bounds = new ArrayList<>();
        double step = total / n;
        double target = step;
        double passed = 0;
        for (Weighted candidate : candidates) {
            passed += candidate.weight;
            if (passed >= target && bounds.size() < n - 1) {
                if (bounds.isEmpty() || order.compare(candidate.key, bounds.get(bounds.size() - 1)) > 0) {
                    bounds.add(candidate.key);
                    target += step;
                }
            }
        }
        return bounds.toArray();
    }

    /**
     * The partitions that may have keys from {@code lower} to {@code upper} in the given order; null where these are spread by
     * another order.
     */
    int @Nullable [] covering(Comparator<?> by, @Nullable Object lower, @Nullable Object upper) {
        boolean up = by.equals(order);
        if (!up && !by.reversed().equals(order)) {
            return null;
        }
        int first = getPartition(up ? lower : upper);
        int last = getPartition(up ? upper : lower);
        return IntStream.rangeClosed(first, last).toArray(); // none where upper is below lower
    }

    @Override
    public int numPartitions() {
        return bounds.length + 1;
    }

    @Override
    public int getPartition(@Nullable Object key) {
        int at = Arrays.binarySearch(bounds, key, order);
        return at >= 0 ? at : -at - 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RangePartitioner that && Arrays.equals(that.bounds, bounds) && that.order.equals(order);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        return "RangePartitioner(" + numPartitions() + ")";
    }
}
