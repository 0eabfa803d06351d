// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Threads;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.Operator;
import io.waterclock.source.LocalListSource;
import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import io.waterclock.util.CallSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;

/** Small things that the tests of the contract are written with. */
@NullUnmarked
final class Programs {
    private Programs() {}

    /** The numbers from {@code from} up to {@code to}, without it. */
    static List<Integer> range(int from, int to) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    static <K, V> Tuple2<K, V> pair(K key, V value) {
        return new Tuple2<>(key, value);
    }

    /** An operator that was called in {@code Orders.java}. */
    static Operator at(String name, int line) {
        return new Operator(name, new CallSite("Orders#total", "Orders.java:" + line));
    }

    static Lineage source(List<?> records, int partitions) {
        return new Lineage.Source(at("parallelize", 10), LocalListSource.of("parallelize", records, partitions));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <T> Lineage reading(String name, int line, SourcePartition<T>... partitions) {
        List<SourcePartition<T>> all = List.of(partitions);
        PartitionedSource<T> source = () -> all;
        return new Lineage.Source(at(name, line), source);
    }

    static Lineage narrow(Lineage parent, String name, int line, NarrowKind kind, Object function) {
        return new Lineage.Narrow(at(name, line), parent, kind, function, false);
    }

    /** The records of each partition. */
    static List<List<Object>> partitions(WaterclockContext context, Lineage lineage) {
        List<List<Object>> all = new ArrayList<>();
        for (Object[] part : run(context, lineage, range(0, lineage.numPartitions()), new Action.Collect())) {
            all.add(Arrays.asList(part));
        }
        return all;
    }

    static <R> List<R> run(WaterclockContext context, Lineage lineage, List<Integer> partitions, Action<R> action) {
        return context.handle().runJob(lineage, partitions, action, "collect");
    }

    static WaterclockException failureOf(ThrowingCallable call) {
        WaterclockException failure = catchThrowableOfType(WaterclockException.class, call);
        if (failure == null) {
            throw new AssertionError("expected a WaterclockException, and nothing was thrown");
        }
        return failure;
    }

    /** Something that runs on a thread of its own while the test goes on. */
    static <T> FutureTask<T> meanwhile(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Threads.daemon("contract-test", task).start();
        return task;
    }

    /** What it returned, or what it threw. */
    static <T> T resultOf(FutureTask<T> task) throws Exception {
        try {
            return task.get(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("it did not end", e);
        }
    }
}
