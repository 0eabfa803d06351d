// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.rdd.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs of many threads at once, some of which fail, some of which are cancelled: each ends as it must, and nothing is left. */
class ManyJobsStressTest {
    private static final int THREADS = 32;

    /** Of the long form; ten seconds each on two cores. */
    private static final int LONG_RUNS = Integer.getInteger("stress.runs", 6);

    private static final List<StorageLevel> LEVELS = List.of(
            StorageLevel.MEMORY_ONLY,
            StorageLevel.MEMORY_ONLY_SER,
            StorageLevel.MEMORY_AND_DISK,
            StorageLevel.DISK_ONLY,
            StorageLevel.OFF_HEAP);

    private static final AtomicInteger IN_TASKS = new AtomicInteger();

    /** So little that kept partitions and shuffles go through files too. */
    private static final String MEMORY = "256k";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(300)
    void jobsOf32Threads_eachEndAsTheyMust(boolean shuffles) throws Exception {
        stress(60, 42, shuffles);
    }

    @Test
    @Tag("soak")
    @Timeout(1_200)
    void jobsOf32Threads_forALongTime() throws Exception {
        for (int seed = 0; seed < LONG_RUNS; seed++) {
            stress(1_000, seed, seed % 3 != 0);
        }
    }

    private void stress(int rounds, long seed, boolean shuffles) throws Exception {
        IN_TASKS.set(0);
        Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger ended = new AtomicInteger();
        try (WaterclockContext wc = new WaterclockContext(new WaterclockConf(false)
                .setMaster("local[3,2]")
                .set("waterclock.embedded.memory.bytes", MEMORY)
                .set("waterclock.local.dir", dir.toString()))) {
            RDD<Integer> numbers =
                    wc.parallelize(IntStream.range(0, 4_000).boxed().toList(), 7);
            PairRDD<Integer, Integer> shared = counted(numbers);
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int me = t;
                threads.add(new Thread(() -> {
                    try {
                        start.await();
                        Random random = new Random(seed * THREADS + me);
                        for (int round = 0; round < rounds; round++) {
                            oneJob(wc, numbers, shared, random, me, shuffles);
                            ended.incrementAndGet();
                        }
                    } catch (Throwable e) {
                        wrong.add(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(ended).hasValue(THREADS * rounds);
            assertThat(numbers.count()).as("the engine works as before").isEqualTo(4_000);
            if (shuffles) {
                assertThat(shared.collectAsMap()).hasSize(50);
            } else {
                // what shuffles keep stays as long as their RDDs, and counts too
                assertThat(wc.statusTracker().getExecutorInfos()[0].cacheSize())
                        .as("bytes of kept partitions")
                        .isZero();
            }
            assertNothingRuns(wc);
        }
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
        assertThat(openFilesBelow(dir)).isEmpty();
        assertThat(IN_TASKS).as("no task is running").hasValue(0);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("waterclock-worker"));
    }

    private static void assertNothingRuns(WaterclockContext wc) {
        assertThat(wc.getPersistentRDDs()).isEmpty();
        assertThat(wc.statusTracker().getActiveJobIds()).isEmpty();
        assertThat(wc.statusTracker().getExecutorInfos()[0].numRunningTasks()).isZero();
    }

    /** Where the system tells it: what this process has open there, deleted or not. */
    private static List<String> openFilesBelow(Path dir) throws IOException {
        List<String> open = new ArrayList<>();
        Path descriptors = Path.of("/proc/self/fd");
        if (Files.isDirectory(descriptors)) {
            try (Stream<Path> all = Files.list(descriptors)) {
                for (Path each : all.toList()) {
                    try {
                        open.add(Files.readSymbolicLink(each).toString());
                    } catch (NoSuchFileException closedMeanwhile) {
                        // of another thread; or the one of this list
                    }
                }
            }
            assertThat(open).as("they are seen").isNotEmpty();
        }
        return open.stream().filter(file -> file.startsWith(dir.toString())).toList();
    }

    private static PairRDD<Integer, Integer> counted(RDD<Integer> numbers) {
        return numbers.mapToPair(x -> new Tuple2<>(x % 50, 1)).reduceByKey(Integer::sum, 5);
    }

    private static void oneJob(
            WaterclockContext wc,
            RDD<Integer> numbers,
            PairRDD<Integer, Integer> shared,
            Random random,
            int me,
            boolean shuffles)
            throws InterruptedException {
        switch (random.nextInt(shuffles ? 8 : 5)) {
            case 0 -> assertThat(numbers.map(x -> x + me).count()).isEqualTo(4_000);
            case 1 -> failingOnce(numbers);
            case 2 -> kept(numbers, LEVELS.get(random.nextInt(LEVELS.size())), me, -1);
            case 3 -> kept(numbers, LEVELS.get(random.nextInt(LEVELS.size())), me, random.nextInt(4_000));
            case 4 -> cancelled(wc, numbers, "group " + me);
            case 5 -> failing(numbers, random.nextInt(4_000));
            case 6 -> assertThat(counted(numbers).collectAsMap()).hasSize(50).containsEntry(me, 80);
            default ->
                assertThat(shared.map(pair -> pair._2()).reduce(Integer::sum)).isEqualTo(4_000);
        }
        assertThat(Thread.currentThread().isInterrupted())
                .as("no interrupt is left")
                .isFalse();
        assertThat(TaskContext.get()).isNull();
    }

    private static void failing(RDD<Integer> numbers, int at) {
        try {
            numbers.map(x -> {
                        if (x == at) {
                            throw new IllegalStateException("record " + at);
                        }
                        return x;
                    })
                    .mapToPair(x -> new Tuple2<>(x, x))
                    .reduceByKey(Integer::sum)
                    .count();
        } catch (WaterclockException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(e).hasMessageContaining("record " + at).hasMessageContaining("(attempt 2 of 2)");
            return;
        }
        throw new AssertionError("a failing job has succeeded");
    }

    /** Computed once and read twice, or given up in the middle; then let go. */
    private static void kept(RDD<Integer> numbers, StorageLevel level, int me, int bad) {
        RDD<Integer> kept = numbers.map(x -> {
                    if (x == bad) {
                        throw new IllegalStateException("record " + bad);
                    }
                    return x + me;
                })
                .persist(level);
        try {
            assertThat(kept.count()).isEqualTo(4_000);
            assertThat(kept.first()).isEqualTo(me);
            assertThat(bad).as("what fails doesn't succeed").isNegative();
        } catch (WaterclockException e) {
            assertThat(e).hasMessageContaining("record " + bad);
        } finally {
            kept.unpersist(true);
        }
    }

    private static void failingOnce(RDD<Integer> numbers) {
        long sum = numbers.map(x -> {
                    if (x % 1_000 == 999 && TaskContext.get().attemptNumber() == 0) {
                        throw new IllegalStateException("once");
                    }
                    return (long) x;
                })
                .reduce(Long::sum);
        assertThat(sum).isEqualTo(4_000L * 3_999 / 2);
    }

    /** Cancelled by another thread once a task waits for ever. */
    private static void cancelled(WaterclockContext wc, RDD<Integer> numbers, String group)
            throws InterruptedException {
        wc.setJobGroup(group, "to be cancelled");
        CANCELLED.add(group);
        Thread canceller = new Thread(() -> {
            while (CANCELLED.contains(group)) { // a job is cancelled only when it runs already
                wc.cancelJobGroup(group);
                Thread.onSpinWait();
            }
        });
        canceller.start();
        try {
            numbers.foreach(x -> {
                IN_TASKS.incrementAndGet();
                try {
                    new CountDownLatch(1).await(); // ended by the interrupt
                } finally {
                    IN_TASKS.decrementAndGet();
                }
            });
            throw new AssertionError("a cancelled job has succeeded");
        } catch (WaterclockException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.JOB_CANCELLED);
        } finally {
            CANCELLED.remove(group);
            canceller.join();
            wc.clearJobGroup();
        }
    }

    private static final Queue<String> CANCELLED = new ConcurrentLinkedQueue<>();
}
