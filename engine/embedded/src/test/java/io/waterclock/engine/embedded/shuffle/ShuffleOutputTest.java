// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.Slabs;
import io.waterclock.engine.embedded.memory.TaskMemory;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
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

    private final MemoryBudget budget = new MemoryBudget(64 << 20, 0.5, (counted, more) -> false);
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
        return new ShuffleOutput(List.of(ofOneTask(i -> i)), 2, codecs);
    }

    private MapOutput ofOneTask(IntFunction<Object> value) {
        try (TaskMemory account = budget.task();
                Room room = room(() -> account)) {
            Buckets buckets = new Buckets(2, room);
            for (int i = 0; i < PAIRS; i++) {
                buckets.add(i & 1, "key " + i, ("key " + i).hashCode(), value.apply(i));
            }
            return buckets.handOver();
        }
    }

    /** Sparse outputs are turned round once; a target must have the pairs that it would have one by one. */
    @Test
    void sparseOutputs_giveATargetItsPairsInTheOrderOfTheirTasks() throws Exception {
        int targets = 40;
        List<MapOutput> outputs = new ArrayList<>();
        Map<Integer, List<Object>> expected = new HashMap<>();
        for (int task = 0; task < 6; task++) {
            try (TaskMemory account = budget.task();
                    Room room = room(() -> account)) {
                Buckets buckets = new Buckets(targets, room);
                int pairs = task == 3 ? 2 * targets : 3; // one of them is dense
                for (int i = 0; i < pairs; i++) {
                    int target = (task * 7 + i * 3) % targets;
                    String key = task + " " + i;
                    buckets.add(target, key, key.hashCode(), task);
                    expected.computeIfAbsent(target, t -> new ArrayList<>()).add(key);
                }
                outputs.add(buckets.handOver());
            }
        }
        assertThat(outputs.stream().map(MapOutput::isSparse)).contains(true, false);
        ShuffleOutput output = new ShuffleOutput(outputs, targets, codecs);
        for (int target = 0; target < targets; target++) {
            List<Object> keys = new ArrayList<>();
            PairsReader reader = output.input(target).open();
            Pairs chunk;
            while ((chunk = reader.next()) != null) {
                for (int i = 0; i < chunk.size; i++) {
                    keys.add(chunk.keys.get(i));
                }
            }
            assertThat(keys).isEqualTo(expected.getOrDefault(target, List.of()));
            assertThat(output.entries(target)).isEqualTo(keys.size());
        }
    }

    private Room room(Supplier<TaskMemory> account) {
        return new Room(account, disk, codecs, new SizeEstimator(), budget, () -> {});
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
            List<Future<Pairs>> chunks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                chunks.add(threads.submit(() -> {
                    start.await();
                    return output.merged(0, () -> {
                        calls.incrementAndGet();
                        return new Pairs(1 + output.claim(0).size());
                    });
                }));
            }
            Pairs first = chunks.get(0).get();
            for (Future<Pairs> chunk : chunks) {
                assertThat(chunk.get()).isSameAs(first);
            }
            assertThat(calls).hasValue(1);
            output.discard(budget);
        }
    }

    // ---- combined while it is moved

    private final MemoryBudget nothing = new MemoryBudget(0, 0.5, (counted, more) -> false);

    private ShuffleStore store() {
        return new ShuffleStore(new EngineMemory(budget, new Slabs(budget), files, new SizeEstimator()));
    }

    private static Map<Object, Object> combined(
            ShuffleOutput output, Function2<Object, Object, Object> f, Room room, ShuffleStore store) throws Exception {
        ChunkReader reader = ShuffleReader.combined(new Combiner.Reduce(f), output, 0, room, store);
        Map<Object, Object> all = new HashMap<>();
        while (reader.next(ChunkReader.CHUNK)) {
            for (int i = reader.from; i < reader.to; i++) {
                Tuple2<?, ?> pair = (Tuple2<?, ?>) reader.array[i];
                assertThat(all.put(pair._1(), pair._2())).isNull();
            }
        }
        return all;
    }

    private static Object sum(Object a, Object b) {
        return (Integer) a + (Integer) b;
    }

    private static Map<Object, Object> expected(int factor) {
        Map<Object, Object> all = new HashMap<>();
        for (int i = 0; i < PAIRS; i += 2) {
            all.put("key " + i, i * factor);
        }
        return all;
    }

    /** A task that asks for memory to combine may be who moves the output. */
    @Test
    void askingForMemoryMovesWhatIsToBeCombined_andNothingIsLost() throws Exception {
        ShuffleOutput output = new ShuffleOutput(List.of(ofOneTask(i -> i), ofOneTask(i -> i)), 2, codecs);
        try (TaskMemory account = budget.task();
                Room room = room(() -> {
                    output.moveToDisk(1, disk, budget);
                    return account;
                })) {
            assertThat(combined(output, ShuffleOutputTest::sum, room, store())).isEqualTo(expected(2));
        }
    }

    /** Fails when they are put in order where nobody counts them. */
    @Test
    void combinedPairsThatArePutInOrder_count() throws Exception {
        ShuffleOutput output = new ShuffleOutput(List.of(ofOneTask(i -> i), ofOneTask(i -> i)), 2, codecs);
        Combiner sum = new Combiner.Reduce((Function2<Object, Object, Object>) ShuffleOutputTest::sum);
        Operator operator = Operator.here("test");
        Lineage.Shuffle node = new Lineage.Shuffle(
                operator,
                new Lineage.Source(operator, () -> List.<SourcePartition<Object>>of()),
                new HashPartitioner(2),
                sum,
                Comparator.<String>naturalOrder());
        try (TaskMemory account = little.task();
                Room room = new Room(() -> account, disk, codecs, new SizeEstimator(), little, () -> {})) {
            ChunkReader reader = ShuffleReader.read(node, sum, output, 0, room, store());
            List<Object> keys = new ArrayList<>();
            while (reader.next(ChunkReader.CHUNK)) {
                assertThat(account.held()).isGreaterThan(PAIRS / 2 * 48);
                for (int i = reader.from; i < reader.to; i++) {
                    keys.add(((Tuple2<?, ?>) reader.array[i])._1());
                }
            }
            assertThat(keys).isEqualTo(expected(2).keySet().stream().sorted().toList());
        }
        output.discard(budget);
    }

    private static final class Opaque {
        private final int value;

        Opaque(int value) {
            this.value = value;
        }
    }

    @Test
    void partOfAnOutputCanNotBeMoved_andNothingIsLost() throws Exception {
        ShuffleOutput output = new ShuffleOutput(List.of(ofOneTask(i -> i), ofOneTask(Opaque::new)), 2, codecs);
        Function2<Object, Object, Object> sum = (a, b) -> sum(a, ((Opaque) b).value);
        try (TaskMemory account = nothing.task();
                Room room = room(() -> account)) {
            assertThat(combined(output, sum, room, store())).isEqualTo(expected(2));
            assertThat(combined(output, sum, room, store())).isEqualTo(expected(2));
        }
    }

    @Test
    void jobsCombineTheSame_oneInMemoryAndOneFromDisk_whileItIsMoved() throws Exception {
        ShuffleStore store = store();
        for (int round = 0; round < ROUNDS; round++) {
            ShuffleOutput output = new ShuffleOutput(List.of(ofOneTask(i -> i), ofOneTask(i -> i)), 2, codecs);
            CyclicBarrier start = new CyclicBarrier(3);
            List<Future<Map<Object, Object>>> jobs = new ArrayList<>();
            for (MemoryBudget its : List.of(budget, nothing)) {
                jobs.add(threads.submit(() -> {
                    try (TaskMemory account = its.task();
                            Room room = room(() -> account)) {
                        start.await();
                        return combined(output, ShuffleOutputTest::sum, room, store);
                    }
                }));
            }
            boolean moves = round % 2 == 0;
            Future<Long> mover = threads.submit(() -> {
                start.await();
                return moves ? output.moveToDisk(1, disk, budget) : 0;
            });
            mover.get();
            for (Future<Map<Object, Object>> job : jobs) {
                assertThat(job.get()).as("round %d", round).isEqualTo(expected(2));
            }
            output.discard(budget);
        }
        assertThat(budget.kept()).isZero();
        assertThat(budget.heldByTasks()).isZero();
    }

    @Test
    void readingAllFromDisk_makesOneFile() throws Exception {
        ShuffleOutput output = new ShuffleOutput(List.of(ofOneTask(i -> i), ofOneTask(i -> i)), 2, codecs);
        try (TaskMemory account = nothing.task();
                Room room = room(() -> account)) {
            for (int i = 0; i < 5; i++) {
                output.moveAllToDisk(disk, budget);
            }
        }
        assertThat(shuffleFiles()).hasSize(1);
    }

    /** Fails when a bucket that got nothing between two spills never goes to disk again. */
    @Test
    void bucketWithoutPairsBetweenTwoSpills_isMovedAtTheNext() {
        try (TaskMemory account = budget.task();
                Room room = room(() -> account)) {
            SpillFile file = room.file();
            Bucket bucket = new Bucket();
            for (int spill = 0; spill < 4; spill++) {
                if (spill != 1) {
                    bucket.add(spill, spill, "value");
                }
                bucket.moveTo(file, 16);
                bucket.goOn();
            }
            assertThat(bucket.isToMove()).isFalse();
            assertThat(bucket.records()).isEqualTo(3);
            assertThat(bucket.parts().segments()).hasSize(3);
        }
    }

    /** Fails when a bucket that has been moved still holds the chunk that was written last. */
    @Test
    void bucketThatWasMoved_holdsNoPairs() {
        try (TaskMemory account = budget.task();
                Room room = room(() -> account)) {
            Bucket bucket = new Bucket();
            WeakReference<Object> value = fill(bucket);
            bucket.moveTo(room.file(), 16);
            for (int i = 0; i < 50 && value.get() != null; i++) {
                System.gc();
            }
            assertThat(value.get()).isNull();
            assertThat(bucket.records()).isEqualTo(1);
        }
    }

    /** Fails when a file may be let go while its pairs are given to the user, who would have values that can't be read. */
    @Test
    void fileThatIsLetGo_isNotGivenToTheUser_andOneThatWasGivenStays() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SpillFile file = disk.create(codecs);
            Future<Boolean> given = threads.submit(() -> {
                try {
                    file.keptByUser();
                    return true;
                } catch (OutputMissing e) {
                    return false;
                }
            });
            file.delete();
            assertThat(Files.exists(file.file().path())).isEqualTo(given.get());
            assertThat(file.isDeleted()).isNotEqualTo(given.get());
            file.file().delete();
        }
        SpillFile gone = disk.create(codecs);
        gone.delete();
        assertThatThrownBy(gone::keptByUser).isInstanceOf(OutputMissing.class);
    }

    private static WeakReference<Object> fill(Bucket bucket) {
        Object value = "value " + bucket.records(); // no constant
        bucket.add("key", "key".hashCode(), value);
        return new WeakReference<>(value);
    }

    private List<String> shuffleFiles() {
        List<String> names = new ArrayList<>();
        for (Path directory : files.directories()) {
            names.addAll(List.of(directory.toFile().list((d, name) -> name.startsWith("shuffle-"))));
        }
        return names;
    }

    // ---- of many tasks, each of which needs little

    private final MemoryBudget little = new MemoryBudget(2 << 20, 0.5, (counted, more) -> false);

    /** What a task hands over that needs less than it would ever be refused. */
    private MapOutput ofSmallTask(int task, int pairs) {
        try (TaskMemory account = little.task();
                Room room = new Room(() -> account, disk, codecs, new SizeEstimator(), little, () -> {})) {
            Buckets buckets = new Buckets(2, room);
            for (int i = 0; i < pairs; i++) {
                buckets.add(i & 1, "key " + i, ("key " + i).hashCode(), task);
            }
            return buckets.handOver();
        }
    }

    private long inMemory(List<MapOutput> outputs) {
        return outputs.stream().mapToLong(MapOutput::bytes).sum();
    }

    /** Fails when what a task is always granted isn't counted once it stays: a thousand times 10 KB. */
    @Test
    void smallOutputsOfManyTasks_stayInMemoryOnlyAsFarAsThereIsRoom() throws Exception {
        List<MapOutput> outputs = new ArrayList<>();
        for (int task = 0; task < 1_000; task++) {
            outputs.add(ofSmallTask(task, 200));
        }
        assertThat(little.kept()).isBetween(little.max() / 2, little.max());
        assertThat(inMemory(outputs)).isEqualTo(little.kept());
        ShuffleOutput output = new ShuffleOutput(outputs, 2, codecs);
        assertThat(output.settle(little)).isTrue();
        assertThat(little.kept()).isLessThanOrEqualTo(little.max());
        assertThat(output.entries(0) + output.entries(1)).isEqualTo(200_000);
        assertThat(sum(output.input(0).open())).isEqualTo(100L * 999 * 1000 / 2);
        output.discard(little);
        assertThat(little.kept()).isZero();
        assertThat(shuffleFiles()).isEmpty();
    }

    /** Fails when the pairs since the last time that memory was asked for are left out: there are most of them before the next time. */
    @Test
    void allPairsOfAnOutput_count() {
        long one = ofSmallTask(0, 1).bytes();
        for (int pairs = 10; pairs <= 300; pairs++) {
            MapOutput output = ofSmallTask(0, pairs);
            assertThat(output.bytes()).as("%d pairs", pairs).isBetween(pairs * one * 9 / 10, pairs * one);
            output.discard(little);
        }
        assertThat(little.kept()).isZero();
    }

    /** Even where each is too small to be counted by itself; and they go to one file. */
    @Test
    void tinyOutputsOfManyTasks_countWhenTheStageIsComplete_andAreMovedTogether() {
        List<MapOutput> outputs = new ArrayList<>();
        for (int task = 0; task < 500; task++) {
            outputs.add(ofSmallTask(task, 5));
        }
        assertThat(little.kept()).isZero();
        ShuffleOutput output = new ShuffleOutput(outputs, 2, codecs);
        assertThat(output.settle(little)).isTrue();
        assertThat(little.kept()).isEqualTo(inMemory(outputs)).isPositive();
        assertThat(output.moveToDisk(Long.MAX_VALUE, disk, little)).isEqualTo(inMemory(outputs));
        assertThat(shuffleFiles()).hasSize(1);
        assertThat(output.entries(0) + output.entries(1)).isEqualTo(2_500);
        output.discard(little);
        assertThat(little.kept()).isZero();
        assertThat(shuffleFiles()).isEmpty();
    }

    /** It is nobody's to find, and goes with its node. */
    @Test
    void outputOfAStageThatIsSmall_doesNotCount() {
        MapOutput counted = ofOneTask(i -> i);
        long bytes = budget.kept();
        assertThat(bytes).isPositive();
        assertThat(new ShuffleOutput(List.of(counted), 2, codecs).settle(budget))
                .isTrue();
        assertThat(budget.kept()).isEqualTo(bytes);
        try (TaskMemory account = budget.task();
                Room room = room(() -> account)) {
            Buckets few = new Buckets(1, room);
            for (int i = 0; i < 200; i++) {
                few.add(0, "key " + i, i, i);
            }
            MapOutput small = few.handOver();
            assertThat(budget.kept()).isGreaterThan(bytes);
            assertThat(new ShuffleOutput(List.of(small), 1, codecs).settle(budget))
                    .isFalse();
        }
        assertThat(budget.kept()).isEqualTo(bytes);
        counted.discard(budget);
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
        assertThat(shuffleFiles()).isEmpty();
    }

    /** What is combined in memory is not freed by moving the rest. */
    @Test
    void moving_freesWhatIsNotClaimed() {
        ShuffleOutput output = output();
        long kept = budget.kept();
        assertThat(output.claimFromMemory(0)).isNotEmpty();
        assertThat(output.movable()).isBetween(kept / 3, kept * 2 / 3);
        long freed = output.moveToDisk(Long.MAX_VALUE, disk, budget);
        assertThat(freed).isBetween(kept / 3, kept * 2 / 3);
        assertThat(budget.kept()).isEqualTo(kept - freed);
        assertThat(output.movable()).isZero();
        assertThat(output.moveToDisk(Long.MAX_VALUE, disk, budget)).isZero();
        output.discard(budget);
        assertThat(budget.kept()).isZero();
    }

    @Test
    void whatIsGivenBack_canBeMoved() throws Exception {
        ShuffleOutput output = new ShuffleOutput(List.of(ofOneTask(i -> i), ofOneTask(i -> i)), 2, codecs);
        output.moveToDisk(1, disk, budget); // the first task's
        long kept = budget.kept();
        assertThat(kept).isPositive();
        assertThat(output.claimFromMemory(0)).isNull();
        assertThat(output.movable()).isEqualTo(kept);
        assertThat(output.moveToDisk(Long.MAX_VALUE, disk, budget)).isEqualTo(kept);
        assertThat(sum(output.input(0).open())).isEqualTo(2L * (PAIRS / 2) * (PAIRS / 2 - 1));
        output.discard(budget);
    }

    @Test
    void anOutputThatWasDiscarded_isMissing_neverEmpty() {
        ShuffleOutput inMemory = output();
        inMemory.discard(budget);
        assertThat(inMemory.isBroken()).isTrue();
        try (TaskMemory account = budget.task();
                Room room = room(() -> account)) {
            assertThatThrownBy(() -> combined(inMemory, ShuffleOutputTest::sum, room, store()))
                    .isInstanceOf(OutputMissing.class);
        }
        ShuffleOutput onDisk = output();
        onDisk.moveToDisk(Long.MAX_VALUE, disk, budget);
        Input opened = onDisk.input(0);
        onDisk.discard(budget);
        assertThatThrownBy(() -> sum(opened.open())).isInstanceOf(OutputMissing.class);
    }

    /** Fails when the job that asks for memory fails with it; what can't be moved there is neither lost nor taken for moved. */
    @Test
    void theFileOfSeveralOutputs_mayGoWithOneOfThem_whileOthersAreMovedToIt() throws Exception {
        MapOutput first = ofOneTask(i -> i);
        MapOutput second = ofOneTask(i -> i);
        SpillFile file = disk.create(codecs);
        assertThat(first.moveToDisk(() -> file, budget)).isPositive();
        first.discard(budget);
        long kept = budget.kept();
        assertThat(second.moveToDisk(() -> file, budget)).isZero();
        assertThat(budget.kept()).isEqualTo(kept);
        assertThat(sum(new ShuffleOutput(List.of(second), 2, codecs).input(0).open()))
                .isEqualTo((long) PAIRS / 2 * (PAIRS / 2 - 1));
        assertThatThrownBy(second::canMove).isInstanceOf(OutputMissing.class);
        second.discard(budget);
        assertThat(budget.kept()).isZero();
        assertThat(shuffleFiles()).isEmpty();
    }

    @Test
    void combiningThatFails_isNotTriedWithWhatIsLeft() {
        ShuffleOutput output = new ShuffleOutput(List.of(ofOneTask(i -> i), ofOneTask(i -> i)), 2, codecs);
        try (TaskMemory account = budget.task();
                Room room = room(() -> account)) {
            Function2<Object, Object, Object> failing = (a, b) -> {
                throw new IllegalStateException("on purpose");
            };
            assertThatThrownBy(() -> combined(output, failing, room, store())).hasMessage("on purpose");
            assertThatThrownBy(() -> combined(output, ShuffleOutputTest::sum, room, store()))
                    .isInstanceOf(OutputMissing.class);
        }
        output.discard(budget);
        assertThat(budget.kept()).isZero();
    }
}
