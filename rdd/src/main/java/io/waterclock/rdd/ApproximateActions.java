// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.Tuple2;
import io.waterclock.function.Function2;
import io.waterclock.function.Sneaky;
import io.waterclock.partial.BoundedDouble;
import io.waterclock.partial.ClusterSample;
import io.waterclock.partial.GroupedCounts;
import io.waterclock.partial.PartialResult;
import io.waterclock.rdd.derived.Functions;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Actions that answer at a time-out with what the partitions done by then tell, and go on. */
final class ApproximateActions {
    static final double DEFAULT_CONFIDENCE = 0.95;

    private final RDDContext context;
    private final Lineage lineage;
    private final List<Integer> partitions;
    private final Patience patience;

    /** Waits until the future is done, or so long. */
    interface Patience {
        void await(CompletableFuture<?> future, long timeoutMs) throws InterruptedException;

        /** By the machine's clock. */
        Patience REAL = (future, timeoutMs) -> {
            try {
                future.get(timeoutMs, TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // whoever asks the future sees it
            }
        };
    }

    ApproximateActions(RDDContext context, Lineage lineage) {
        this(context, lineage, Patience.REAL);
    }

    ApproximateActions(RDDContext context, Lineage lineage, Patience patience) {
        this.context = context;
        this.lineage = lineage;
        this.partitions = AbstractRDD.range(0, lineage.numPartitions());
        this.patience = patience;
    }

    PartialResult<BoundedDouble> count(long timeoutMs, double confidence) {
        checkConfidence("countApprox", confidence);
        ClusterSample sample = new ClusterSample(partitions.size(), confidence);
        return run(
                "countApprox",
                new Action.Count(),
                timeoutMs,
                (Long count) -> {
                    synchronized (sample) {
                        sample.add(0, count);
                    }
                },
                () -> locked(sample, sample::count));
    }

    /** Of records that are doubles. */
    PartialResult<BoundedDouble> mean(long timeoutMs, double confidence) {
        return ofDoubles("meanApprox", timeoutMs, confidence, ClusterSample::mean);
    }

    /** Of records that are doubles. */
    PartialResult<BoundedDouble> sum(long timeoutMs, double confidence) {
        return ofDoubles("sumApprox", timeoutMs, confidence, ClusterSample::sum);
    }

    private PartialResult<BoundedDouble> ofDoubles(
            String name, long timeoutMs, double confidence, Function<ClusterSample, BoundedDouble> estimate) {
        checkConfidence(name, confidence);
        ClusterSample sample = new ClusterSample(partitions.size(), confidence);
        Function2<Integer, Iterator<Double>, double[]> sumAndCount = (partition, records) -> {
            double sum = 0;
            long count = 0;
            while (records.hasNext()) {
                sum += records.next();
                count++;
            }
            return new double[] {sum, count};
        };
        return run(
                name,
                new Action.Process<>(sumAndCount),
                timeoutMs,
                (double[] part) -> {
                    synchronized (sample) {
                        sample.add(part[0], part[1]);
                    }
                },
                () -> locked(sample, () -> estimate.apply(sample)));
    }

    <T> PartialResult<Map<T, BoundedDouble>> countByValue(long timeoutMs, double confidence) {
        Function2<Integer, Iterator<T>, Map<T, Long>> local = Functions.countByValue();
        return grouped("countByValueApprox", local, timeoutMs, confidence);
    }

    <K> PartialResult<Map<K, BoundedDouble>> countByKey(long timeoutMs, double confidence) {
        Function2<Integer, Iterator<Tuple2<K, Object>>, Map<K, Long>> local = (partition, pairs) -> {
            Map<K, Long> counts = new HashMap<>();
            while (pairs.hasNext()) {
                counts.merge(pairs.next()._1(), 1L, Long::sum);
            }
            return counts;
        };
        return grouped("countByKeyApprox", local, timeoutMs, confidence);
    }

    private <T, K> PartialResult<Map<K, BoundedDouble>> grouped(
            String name, Function2<Integer, Iterator<T>, Map<K, Long>> local, long timeoutMs, double confidence) {
        checkConfidence(name, confidence);
        GroupedCounts<K> counts = new GroupedCounts<>(partitions.size(), confidence);
        return run(name, new Action.Process<>(local), timeoutMs, counts::add, counts::current);
    }

    private static <R> R locked(Object lock, Supplier<R> body) {
        synchronized (lock) {
            return body.get();
        }
    }

    private <U, R> PartialResult<R> run(
            String name, Action<U> action, long timeoutMs, Consumer<U> take, Supplier<R> current) {
        if (timeoutMs < 0) {
            throw new IllegalArgumentException(
                    name + ": the time-out is a number of milliseconds from 0, not " + timeoutMs);
        }
        CompletableFuture<R> all = context.submit(name, own -> {
                    own.runJob(
                            lineage,
                            partitions,
                            action,
                            name,
                            (index, result) -> take.accept(Objects.requireNonNull(result)));
                    return current.get();
                })
                .toCompletableFuture();
        try {
            patience.await(all, timeoutMs);
        } catch (InterruptedException e) {
            all.cancel(true);
            throw Sneaky.unchecked(e);
        }
        if (!all.isDone()) {
            return new PartialResult<>(current.get(), false, all);
        }
        R value = new PartialResult<>(current.get(), true, all).getFinalValue(); // or what failed the job
        return new PartialResult<>(value, true, all);
    }

    private static void checkConfidence(String name, double confidence) {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException(name + ": the confidence is from 0 to 1, not " + confidence);
        }
    }
}
