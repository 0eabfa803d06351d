// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract doesn't ask of every engine, and this one must not get wrong. */
@Timeout(180)
class EmbeddedEngineCornersTest {
    /** Reached by name: a captured one would be copied for each task. */
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static final AtomicInteger OPEN_FILES = new AtomicInteger();

    private static CyclicBarrier together = new CyclicBarrier(2);
    private static CountDownLatch entered = new CountDownLatch(1);

    private static WaterclockContext open(String master) {
        return new WaterclockContext(new WaterclockConf(false).setMaster(master));
    }

    private static List<Integer> numbers(int n) {
        return IntStream.range(0, n).boxed().collect(Collectors.toList());
    }

    @Test
    void coalescedFiles_areClosedAsTheyEnd(@TempDir Path dir) throws IOException {
        for (int i = 0; i < 200; i++) {
            Files.writeString(dir.resolve("f" + (1000 + i)), "line\n");
        }
        OPEN_FILES.set(0);
        try (WaterclockContext wc = open("local")) {
            long count = wc.textFile(dir.toString(), 1)
                    .coalesce(1)
                    .map(line -> {
                        OPEN_FILES.accumulateAndGet(openDescriptorsBelow(dir), Math::max);
                        return line;
                    })
                    .count();
            assertThat(count).isEqualTo(200);
        }
        assertThat(OPEN_FILES.get()).isLessThan(10);
    }

    private static int openDescriptorsBelow(Path dir) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0; // only Linux tells
        }
        int open = 0;
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                try {
                    open += Files.readSymbolicLink(each).startsWith(dir) ? 1 : 0;
                } catch (IOException e) {
                    continue; // closed meanwhile
                }
            }
        }
        return open;
    }

    @Test
    void aFunctionThatInterruptsItsWorker_doesNotDisturbTheNextJob() {
        try (WaterclockContext wc = open("local[4]")) {
            Thread caller = Thread.currentThread();
            String callerName = caller.getName();
            wc.parallelize(numbers(64), 64).foreach(x -> {
                if (!Thread.currentThread().getName().equals(callerName)) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < 50; i++) {
                assertThat(wc.parallelize(numbers(64), 64)
                                .filter(x -> !Thread.currentThread().isInterrupted())
                                .count())
                        .isEqualTo(64);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "local[2]", "local[1,3]"})
    void anInterruptOfTheCallingThread_cancelsItsJobAndStaysSet(String master) {
        try (WaterclockContext wc = open(master)) {
            RDD<Integer> cached = wc.parallelize(numbers(10), 2).cache();
            List<Runnable> jobs = List.of(
                    () -> wc.parallelize(numbers(10), 2).count(),
                    cached::count,
                    () -> wc.parallelize(numbers(10), 2).distinct().count());
            for (Runnable job : jobs) {
                Thread.currentThread().interrupt();
                try {
                    assertThatThrownBy(job::run)
                            .isInstanceOfSatisfying(
                                    WaterclockException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_CANCELLED))
                            .hasMessageContaining("the calling thread was interrupted");
                } finally {
                    assertThat(Thread.interrupted()).isTrue();
                }
                job.run();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "local[1,3]"})
    void anInterruptInsideTheCallersOwnTask_isNotRetriedAndStaysSet(String master) {
        CALLS.set(0);
        try (WaterclockContext wc = open(master)) {
            RDD<Integer> waiting = wc.parallelize(List.of(1), 1).map(x -> {
                CALLS.incrementAndGet();
                Thread.currentThread().interrupt();
                new CountDownLatch(1).await();
                return x;
            });
            assertThatThrownBy(waiting::count)
                    .isInstanceOfSatisfying(
                            WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_CANCELLED));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(CALLS).hasValue(1);
        }
    }

    @Test
    void aThousandNestedUnions_takeNoTimeToSpeakOf() {
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> all = wc.parallelize(List.of(0), 1);
            for (int i = 1; i < 1_000; i++) {
                all = all.union(wc.parallelize(List.of(i), 1));
            }
            assertThat(all.collect()).isEqualTo(numbers(1_000));
        }
    }

    @Test
    void emptyParentsOfAUnion_areSteppedOver() {
        try (WaterclockContext wc = open("local")) {
            RDD<Integer> none = wc.emptyRDD();
            RDD<Integer> one = wc.parallelize(List.of(7), 1);
            assertThat(wc.union(none, none, one, none, one, none).collect()).containsExactly(7, 7);
            assertThat(wc.union(none, none).collect()).isEmpty();
        }
    }

    @Test
    void aJoinWithMorePairsThanAnIntCounts_begins() {
        try (WaterclockContext wc = open("local")) {
            List<Tuple2<Integer, Integer>> values =
                    numbers(46_400).stream().map(x -> new Tuple2<>(0, x)).collect(Collectors.toList());
            PairRDD<Integer, Integer> side = wc.parallelizePairs(values, 1);
            assertThat(side.join(side).take(2)).hasSize(2);
        }
    }

    private static int counted(int x) {
        CALLS.incrementAndGet();
        return x;
    }

    /** Each level would compute the one below twice, and the last one that a thousand million times. */
    @Test
    void parentThatIsThereTwice_isComputedOnce() {
        CALLS.set(0);
        try (WaterclockContext wc = open("local")) {
            PairRDD<Integer, Integer> sums = wc.parallelize(numbers(10), 2)
                    .mapToPair(x -> new Tuple2<>(x, x))
                    .reduceByKey(Integer::sum, 2);
            PairRDD<Integer, Integer> counted = sums.mapValues(EmbeddedEngineCornersTest::counted);
            PairRDD<Integer, Integer> joined = counted;
            for (int i = 0; i < 30; i++) {
                joined = joined.join(joined).mapValues(both -> (both._1() + both._2()) % 1_001);
            }
            assertThat(joined.collectAsMap().get(3)).isEqualTo((int) ((3L << 30) % 1_001));
            assertThat(CALLS).hasValue(10);
            PairRDD<Integer, Integer> other = sums.mapValues(x -> -x);
            CALLS.set(0);
            assertThat(counted.cogroup(other, counted)
                            .mapValues(all -> List.of(all._1(), all._2(), all._3()))
                            .collectAsMap()
                            .toString())
                    .startsWith("{0=[[0], [0], [0]], 1=[[1], [-1], [1]], 2=[[2], [-2], [2]],");
            assertThat(CALLS).hasValue(10);
        }
    }

    @Test
    void cancellingAJobThatWaitsForAnothersStage_endsItAtOnce() throws Exception {
        entered = new CountDownLatch(1);
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> shared = wc.parallelize(List.of(1, 2), 1)
                    .map(x -> {
                        entered.countDown();
                        new CountDownLatch(1).await(); // until it is cancelled
                        return x;
                    })
                    .distinct();
            Thread first = new Thread(() -> {
                wc.setJobGroup("first", "");
                assertThatThrownBy(shared::count).isInstanceOf(WaterclockException.class);
            });
            first.start();
            assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
            CountDownLatch ended = new CountDownLatch(1);
            Thread second = new Thread(() -> {
                wc.setJobGroup("second", "");
                assertThatThrownBy(shared::count).isInstanceOf(WaterclockException.class);
                ended.countDown();
            });
            second.start();
            // a job that isn't known yet can't be cancelled, and its thread may wait for something else before
            while (wc.statusTracker().getJobIdsForGroup("second").length == 0
                    || second.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            wc.cancelJobGroup("second");
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(first.isAlive()).isTrue();
            wc.cancelJobGroup("first");
            first.join();
            second.join();
        }
    }

    @Test
    void tasksSeeTheClassLoaderOfWhoMadeTheContext() {
        ClassLoader mine = new ClassLoader(getClass().getClassLoader()) {};
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        thread.setContextClassLoader(mine);
        try (WaterclockContext wc = open("local[2]")) {
            thread.setContextClassLoader(before);
            seen.addAll(wc.parallelize(numbers(64), 64)
                    .map(x -> String.valueOf(Thread.currentThread().getContextClassLoader()))
                    .collect());
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(seen).containsExactly(String.valueOf(mine));
        assertThat(thread.getContextClassLoader()).isSameAs(before);
    }

    /** Both partitions must run at once to end at all, whatever the engine has learnt of collecting from such an RDD. */
    @Test
    void slowPartitionFunctions_runSideBySide() {
        try (WaterclockContext wc = open("local[2]")) {
            RDD<Integer> two = wc.parallelize(numbers(2), 2);
            for (int i = 0; i < 100; i++) {
                two.collect();
            }
            together = new CyclicBarrier(2);
            two.foreachPartition(records -> together.await(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void badRecords_canBeSkippedInMapPartitions() {
        try (WaterclockContext wc = open("local")) {
            List<Integer> good = wc.parallelize(List.of("1", "x", "3", "y", "5"), 1)
                    .map(Integer::parseInt)
                    .mapPartitions(EmbeddedEngineCornersTest::skipping)
                    .collect();
            assertThat(good).containsExactly(1, 3, 5);
        }
    }

    private static Iterator<Integer> skipping(Iterator<Integer> records) {
        List<Integer> good = new ArrayList<>();
        while (true) {
            try {
                if (!records.hasNext()) {
                    return good.iterator();
                }
                good.add(records.next());
            } catch (RuntimeException e) {
                continue;
            }
        }
    }

    @Test
    void aRefusedAction_isNotRetried() {
        CALLS.set(0);
        try (WaterclockContext wc = open("local[1,3]")) {
            RDD<Integer> inner = wc.parallelize(List.of(1), 1);
            List<RDD<Integer>> holder = Collections.singletonList(inner);
            assertThatThrownBy(() -> wc.parallelize(List.of(1), 1)
                            .map(x -> {
                                CALLS.incrementAndGet();
                                return holder.get(0).count();
                            })
                            .collect())
                    .isInstanceOfSatisfying(
                            WaterclockException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.ACTION_INSIDE_TASK));
            assertThat(CALLS).hasValue(1);
        }
    }

    @Test
    void stoppingInsideATask_isRefusedAtOnce() {
        try (WaterclockContext wc = open("local")) {
            Map<String, WaterclockContext> holder = Collections.singletonMap("wc", wc);
            assertThatThrownBy(() -> wc.parallelize(List.of(1), 1)
                            .foreach(x -> holder.get("wc").stop()))
                    .isInstanceOfSatisfying(
                            WaterclockException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.ACTION_INSIDE_TASK))
                    .hasMessageContaining("stopped inside a task");
            assertThat(wc.parallelize(List.of(1), 1).count()).isEqualTo(1);
        }
    }

    @Test
    void takeOverAFilterThatMatchesNothing_readsByTheChunkAndCallsNoMoreThanNeeded() {
        CALLS.set(0);
        try (WaterclockContext wc = open("local")) {
            RDD<Integer> odd = wc.parallelize(numbers(10_000), 1).filter(x -> {
                CALLS.incrementAndGet();
                return x == 5_000;
            });
            assertThat(odd.take(1)).containsExactly(5_000);
            assertThat(CALLS).hasValue(5_001);
        }
    }

    @Test
    void theLevelNone_isNoMark() {
        try (WaterclockContext wc = open("local")) {
            RDD<Integer> rdd = wc.parallelize(List.of(1), 1);
            rdd.persist(StorageLevel.NONE);
            rdd.persist(StorageLevel.MEMORY_ONLY);
            assertThat(rdd.getStorageLevel()).isEqualTo(StorageLevel.MEMORY_ONLY);
        }
    }

    /** Runs out of memory in the engine's own code, where a thread joins a job: at its n-th look at its class loader. */
    private static final class OutOfMemory extends Thread {
        private int looks;

        OutOfMemory(int at, Runnable program) {
            super(program);
            looks = at;
        }

        @Override
        public ClassLoader getContextClassLoader() {
            if (Thread.currentThread() == this && --looks == 0) {
                throw new OutOfMemoryError("injected");
            }
            return super.getContextClassLoader();
        }
    }

    @Test
    @Timeout(180)
    void outOfMemoryInTheEngineItself_failsTheJob_andTheContextLivesOn() throws Exception {
        for (String master : List.of("local", "local[2]")) {
            try (WaterclockContext wc = new WaterclockContext(new WaterclockConf(false).setMaster(master))) {
                for (int at = 1; at <= 4; at++) {
                    List<Object> outcomes = new ArrayList<>();
                    Thread program = new OutOfMemory(at, () -> {
                        for (int i = 0; i < 4; i++) {
                            try {
                                outcomes.add(wc.parallelize(List.of(1, 2, 3, 4), 4)
                                        .mapToPair(x -> new Tuple2<>(x % 2, x))
                                        .reduceByKey(Integer::sum, 2)
                                        .values()
                                        .reduce(Integer::sum));
                            } catch (Throwable t) {
                                outcomes.add(t);
                            }
                        }
                    });
                    program.start();
                    program.join();
                    assertThat(outcomes)
                            .filteredOn(outcome -> !outcome.equals(10))
                            .singleElement()
                            .satisfies(outcome -> assertThat(outcome)
                                    .isInstanceOfSatisfying(
                                            WaterclockException.class,
                                            failure ->
                                                    assertThat(failure.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY)));
                    assertThat(outcomes).hasSize(4);
                }
            }
        }
    }
}
