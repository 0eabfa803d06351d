// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.TaskMemory;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several threads do to an output at once: read it, move it to disk, combine it. */
class ShuffleOutputTest {
    private static final int ROUNDS = 200;
    private static final int PAIRS = 3_000;

    @TempDir
    Path dir;

    private final MemoryBudget budget = new MemoryBudget(64 << 20, 0.5, () -> false);
    private final Codecs codecs = new Codecs();
    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private LocalFiles files;
    private Disk disk;

    @BeforeEach
    void open() {
        files = new LocalFiles(List.of(dir));
        disk = new Disk(files);
    }

    @AfterEach
    void close() {
        threads.shutdown();
        files.close();
    }

    private ShuffleOutput output() {
        try (TaskMemory account = budget.task();
                Room room = new Room(() -> account, disk, codecs, new SizeEstimator(), 1 << 20, () -> {})) {
            Buckets buckets = new Buckets(2, room);
            for (int i = 0; i < PAIRS; i++) {
                buckets.add(i & 1, "key " + i, ("key " + i).hashCode(), i);
            }
            return new ShuffleOutput(List.of(buckets.handOver()), 2, codecs);
        }
    }

    /** Fails when a bucket's segments and chunks are swapped one after the other instead of as one. */
    @Test
    void pairsAreReadOnce_whileTheyAreMovedToDisk() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            ShuffleOutput output = output();
            CyclicBarrier start = new CyclicBarrier(3);
            List<Future<Long>> sums = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                int target = reader;
                sums.add(threads.submit(() -> {
                    start.await();
                    return sum(output.input(target).open());
                }));
            }
            Future<Long> freed = threads.submit(() -> {
                start.await();
                return output.moveToDisk(Long.MAX_VALUE, disk, budget);
            });
            assertThat(freed.get()).isPositive();
            long all = (long) PAIRS / 2 * (PAIRS / 2 - 1);
            assertThat(sums.get(0).get()).isEqualTo(all);
            assertThat(sums.get(1).get()).isEqualTo(all + PAIRS / 2);
            assertThat(sum(output.input(0).open())).isEqualTo(all);
            output.discard(budget);
        }
        assertThat(budget.kept()).isZero();
        assertThat(budget.heldByTasks()).isZero();
    }

    private static long sum(PairsReader reader) throws Exception {
        long sum = 0;
        Pairs chunk;
        while ((chunk = reader.next()) != null) {
            for (int i = 0; i < chunk.size; i++) {
                sum += (Integer) chunk.values.get(i);
            }
        }
        return sum;
    }

    /** Fails when the lock of a target is left out. */
    @Test
    void combiningIsDoneOnce_byWhoeverComesFirst() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            ShuffleOutput output = output();
            AtomicInteger calls = new AtomicInteger();
            CyclicBarrier start = new CyclicBarrier(3);
            List<Future<CombinedChunk>> chunks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                chunks.add(threads.submit(() -> {
                    start.await();
                    return output.merged(0, () -> {
                        calls.incrementAndGet();
                        return new CombinedChunk(
                                CombineTable.OBJECTS, output.claim(0).size());
                    });
                }));
            }
            CombinedChunk first = chunks.get(0).get();
            for (Future<CombinedChunk> chunk : chunks) {
                assertThat(chunk.get()).isSameAs(first);
            }
            assertThat(calls).hasValue(1);
            output.discard(budget);
        }
    }

    @Test
    void discarding_givesBackMemoryAndFiles_alsoTwice() {
        ShuffleOutput output = output();
        assertThat(budget.kept()).isPositive();
        ShuffleOutput moved = output();
        moved.moveToDisk(1, disk, budget);
        for (int i = 0; i < 2; i++) {
            output.discard(budget);
            moved.discard(budget);
        }
        assertThat(budget.kept()).isZero();
        for (Path directory : files.directories()) {
            assertThat(directory.toFile().list((d, name) -> name.startsWith("shuffle-")))
                    .isEmpty();
        }
    }
}
