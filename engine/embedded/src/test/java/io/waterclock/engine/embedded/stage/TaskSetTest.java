// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TaskSetTest {

    private static TaskSet taskSet(int size, IntConsumer body) {
        return new TaskSet(size, 4, body::accept);
    }

    /** The first thread goes on when a second has come, so that claims really collide: without the atomic claim this fails. */
    @Test
    @Timeout(180)
    void aLargeSetOfTinyTasks_runsEachOnceOnAllThreads() {
        Workers workers = new Workers(3);
        try {
            int size = 3_000_000;
            AtomicIntegerArray runs = new AtomicIntegerArray(size);
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            CountDownLatch two = new CountDownLatch(2);
            TaskSet tasks = taskSet(size, i -> {
                if (runs.getAndIncrement(i) == 0 && (i & 0xFFF) == 0 && threads.add(Thread.currentThread())) {
                    two.countDown();
                    awaitUnchecked(two);
                }
            });
            workers.offer(tasks, 3);
            tasks.help();
            tasks.await(() -> {});
            for (int i = 0; i < size; i++) {
                if (runs.get(i) != 1) {
                    throw new AssertionError("task " + i + " ran " + runs.get(i) + " times");
                }
            }
        } finally {
            workers.close(10_000);
        }
    }

    /** What a task wrote is read without a lock by the caller after await: that it is seen is part of the claim. */
    @Test
    @Timeout(180)
    void manySmallSets_runEachTaskOnceAndAreSeenByTheCaller() {
        Workers workers = new Workers(3);
        try {
            for (int round = 0; round < 20_000; round++) {
                int size = round % 10 == 9 ? 200 + round % 300 : 1 + round % 9; // in blocks, too
                AtomicIntegerArray runs = new AtomicIntegerArray(size);
                int[] plain = new int[size];
                TaskSet tasks = taskSet(size, i -> {
                    runs.incrementAndGet(i);
                    plain[i] = i + 1;
                });
                workers.offer(tasks, size);
                tasks.help();
                tasks.await(() -> {});
                workers.withdraw(tasks);
                for (int i = 0; i < size; i++) {
                    assertThat(runs.get(i)).as("task %d of round %d", i, round).isEqualTo(1);
                    assertThat(plain[i]).as("task %d of round %d", i, round).isEqualTo(i + 1);
                }
            }
        } finally {
            workers.close(10_000);
        }
    }

    @Test
    @Timeout(180)
    void severalCallers_shareTheWorkers() throws Exception {
        Workers workers = new Workers(2);
        try {
            Thread[] callers = new Thread[4];
            int[] sums = new int[callers.length];
            for (int c = 0; c < callers.length; c++) {
                int me = c;
                callers[c] = new Thread(() -> {
                    for (int round = 0; round < 5_000; round++) {
                        int[] plain = new int[4];
                        TaskSet tasks = taskSet(4, i -> plain[i] = 1);
                        workers.offer(tasks, 2);
                        tasks.help();
                        tasks.await(() -> {});
                        workers.withdraw(tasks);
                        sums[me] += plain[0] + plain[1] + plain[2] + plain[3];
                    }
                });
                callers[c].start();
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(sums).containsOnly(20_000);
        } finally {
            workers.close(10_000);
        }
    }

    /** A worker in a long job takes a task of each: without the turns the short job's come after all of the long one's. */
    @Test
    @Timeout(180)
    void shortJob_isNotKeptWaitingByALongOne() throws Exception {
        Workers workers = new Workers(1);
        try {
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(203);
            TaskSet longJob = taskSet(200, i -> {
                begun.countDown();
                awaitUnchecked(goOn);
                order.add("long");
                done.countDown();
            });
            TaskSet shortJob = taskSet(3, i -> {
                order.add("short");
                done.countDown();
            });
            workers.offer(longJob, 1);
            begun.await();
            workers.offer(shortJob, 1);
            goOn.countDown();
            done.await();
            assertThat(order.lastIndexOf("short")).isLessThan(8);
            longJob.await(() -> {});
            shortJob.await(() -> {});
            workers.withdraw(longJob);
            workers.withdraw(shortJob);
            assertThat(workers.offers()).isZero();
        } finally {
            workers.close(10_000);
        }
    }

    /** A block whose first task is slow: without help in others' blocks its neighbours would wait for it. */
    @Test
    @Timeout(180)
    void neighboursOfASlowTask_areRunByOthers() {
        Workers workers = new Workers(1);
        try {
            int size = 1_000;
            CountDownLatch others = new CountDownLatch(size - 1);
            TaskSet tasks = new TaskSet(size, 2, i -> {
                if (i == 0) {
                    awaitUnchecked(others);
                } else {
                    others.countDown();
                }
            });
            workers.offer(tasks, 1);
            tasks.help();
            tasks.await(() -> {});
            workers.withdraw(tasks);
            assertThat(others.getCount()).isZero();
            assertThat(tasks.claimed()).isEqualTo(size);
            assertThat(tasks.finished()).isEqualTo(size);
        } finally {
            workers.close(10_000);
        }
    }

    /** Progress is told by the task, not by the block. */
    @Test
    void tasksOfABlock_countAsTheyEnd() {
        int size = 1_001;
        int[] seen = new int[1];
        TaskSet[] self = new TaskSet[1];
        self[0] = new TaskSet(size, 2, i -> {
            if (self[0].finished() == seen[0] && self[0].claimed() == seen[0] + 1) {
                seen[0]++;
            }
        });
        self[0].help();
        assertThat(seen[0]).isEqualTo(size);
    }

    // ---- what nobody expects

    /** Joins only every third time, and its tasks throw every fourth. */
    private static final class Failing implements TaskSet.Body {
        private final AtomicInteger joins = new AtomicInteger();
        private final AtomicIntegerArray runs;

        Failing(int size) {
            runs = new AtomicIntegerArray(size);
        }

        @Override
        public void join() {
            if (joins.getAndIncrement() % 3 != 2) {
                throw new OutOfMemoryError("while joining");
            }
        }

        @Override
        public void run(int index) {
            runs.incrementAndGet(index);
            if (index % 4 == 3) {
                throw new OutOfMemoryError("in a task");
            }
        }

        @Override
        public void leave() {
            throw new OutOfMemoryError("while leaving");
        }
    }

    @Test
    @Timeout(180)
    void whatIsThrownWhileJoiningRunningAndLeaving_isTold_andNobodyWaitsForEver() {
        Workers workers = new Workers(2);
        try {
            for (int round = 0; round < 2_000; round++) {
                int size = round % 10 == 9 ? 300 : 1 + round % 9; // in blocks, too
                Failing body = new Failing(size);
                TaskSet tasks = new TaskSet(size, 4, body);
                workers.offer(tasks, 2);
                tasks.help();
                tasks.await(() -> {});
                workers.withdraw(tasks);
                assertThat(tasks.finished()).isEqualTo(tasks.size());
                assertThat(tasks.escaped()).isInstanceOf(OutOfMemoryError.class);
                assertThat(tasks.escapedAt()).isBetween(0, tasks.size() - 1);
            }
            // and the workers are still there
            CountDownLatch both = new CountDownLatch(3);
            TaskSet tasks = taskSet(3, i -> {
                both.countDown();
                awaitUnchecked(both);
            });
            workers.offer(tasks, 2);
            tasks.help();
            tasks.await(() -> {});
            workers.withdraw(tasks);
            assertThat(tasks.escaped()).isNull();
        } finally {
            workers.close(10_000);
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
