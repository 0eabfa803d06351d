// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Storage levels, a budget that is too small, files that go missing: what is read is always right, and nothing stays behind. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeptPartitionsTest {
    @TempDir
    Path dir;

    private static final AtomicInteger MADE = new AtomicInteger();

    record Item(int id, String text) {}

    /** Can't be serialized. */
    static final class Opaque {
        final int id;

        Opaque(int id) {
            this.id = id;
        }
    }

    private WaterclockContext open(String master, String budget) {
        MADE.set(0);
        return new WaterclockContext(new WaterclockConf(false)
                .setMaster(master)
                .set("waterclock.embedded.memory.bytes", budget)
                .set("waterclock.memory.offHeap.size", budget)
                .set("waterclock.local.dir", dir.toString()));
    }

    private static EngineMemory memory(WaterclockContext context) {
        return ((EmbeddedEngine) context.engine()).memory();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toList());
    }

    private static Item item(int id) {
        MADE.incrementAndGet();
        return new Item(id, "item number " + id);
    }

    private static RDD<Item> items(WaterclockContext context, int count, int partitions) {
        return context.parallelize(range(0, count), partitions).map(KeptPartitionsTest::item);
    }

    private static List<Item> expected(int count) {
        return IntStream.range(0, count)
                .mapToObj(id -> new Item(id, "item number " + id))
                .collect(Collectors.toList());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            return all.filter(path -> Files.isRegularFile(path)
                            && !path.getFileName().toString().endsWith(".lock"))
                    .toList();
        }
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }

    static Stream<StorageLevel> levels() {
        return Stream.of(
                StorageLevel.MEMORY_ONLY,
                StorageLevel.MEMORY_ONLY_2,
                StorageLevel.MEMORY_ONLY_SER,
                StorageLevel.MEMORY_AND_DISK,
                StorageLevel.MEMORY_AND_DISK_SER,
                StorageLevel.DISK_ONLY,
                StorageLevel.DISK_ONLY_3,
                StorageLevel.OFF_HEAP,
                StorageLevel.create(false, true, true, false, 1));
    }

    // ---- levels

    @ParameterizedTest
    @MethodSource("levels")
    void withRoom_eachLevelKeepsEverything_andUnpersistGivesAllOfItBack(StorageLevel level) throws Exception {
        try (WaterclockContext context = open("local[2]", "64m")) {
            RDD<Item> kept = items(context, 10_000, 4).persist(level);
            assertThat(kept.collect()).isEqualTo(expected(10_000));
            assertThat(kept.filter(x -> x.id() % 2 == 0).count()).isEqualTo(5_000);
            assertThat(kept.take(3)).isEqualTo(expected(3));
            assertThat(MADE).hasValue(10_000);
            long onHeap = memory(context).budget().kept();
            long offHeap = memory(context).slabs().budget().kept();
            long files = files().size();
            if (level.useOffHeap()) {
                assertThat(offHeap).isBetween(100_000L, 2_000_000L);
                assertThat(onHeap + files).isZero();
            } else if (!level.useMemory()) {
                assertThat(files).isEqualTo(4);
                assertThat(onHeap + offHeap).isZero();
            } else if (level.deserialized()) {
                assertThat(onHeap)
                        .as("24 an item, 56 its text, 4 the reference")
                        .isBetween(800_000L, 1_000_000L);
                assertThat(offHeap + files).isZero();
            } else {
                assertThat(onHeap).isBetween(100_000L, 400_000L);
                assertThat(offHeap + files).isZero();
            }
            kept.unpersist();
            assertThat(memory(context).budget().kept()).isZero();
            assertThat(memory(context).slabs().budget().kept()).isZero();
            assertThat(files()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("levels")
    void objectsAreTheSameAtEachReading_andThoseOfOtherLevelsFresh(StorageLevel level) {
        try (WaterclockContext context = open("local", "64m")) {
            RDD<Item> kept = items(context, 10, 1).persist(level);
            Item first = kept.first();
            assertThat(kept.first()).isEqualTo(first);
            if (level.deserialized()) {
                assertThat(kept.first()).isSameAs(first);
            } else {
                assertThat(kept.first()).isNotSameAs(first);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("levels")
    void withoutRoom_whatHasNoDiskIsComputedAgain_andTheRestIsOnDisk(StorageLevel level) throws Exception {
        for (String master : List.of("local", "local[3]")) {
            try (WaterclockContext context = open(master, "1")) {
                RDD<Item> kept = items(context, 3_000, 3).persist(level);
                for (int i = 1; i <= 3; i++) {
                    assertThat(kept.collect()).isEqualTo(expected(3_000));
                    assertThat(MADE).hasValue(level.useDisk() ? 3_000 : 3_000 * i);
                }
                assertThat(kept.union(kept).count()).isEqualTo(6_000);
                assertThat(files()).hasSize(level.useDisk() ? 3 : 0);
                assertThat(memory(context).budget().kept()).isZero();
                assertThat(memory(context).slabs().budget().kept()).isZero();
            }
        }
    }

    /** Some partitions fit, some half, whatever the level: no record is lost, doubled or out of place. */
    @ParameterizedTest
    @MethodSource("levels")
    void withSomeRoom_everyReadingIsRight(StorageLevel level) throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 12; round++) {
            int budget = 1 << random.nextInt(10, 21);
            int count = random.nextInt(20_000);
            int partitions = 1 + random.nextInt(8);
            try (WaterclockContext context = open(round % 2 == 0 ? "local[2]" : "local", "" + budget)) {
                List<Integer> numbers = range(0, count);
                RDD<String> kept = context.parallelize(numbers, partitions)
                        .flatMap(x -> Collections.nCopies(x % 3, "x".repeat(x % 50) + x)
                                .iterator())
                        .persist(level);
                List<String> right = numbers.stream()
                        .flatMap(x -> Collections.nCopies(x % 3, "x".repeat(x % 50) + x).stream())
                        .collect(Collectors.toList());
                for (int i = 0; i < 3; i++) {
                    assertThat(kept.collect())
                            .as("budget %d, %d numbers in %d partitions, reading %d", budget, count, partitions, i)
                            .isEqualTo(right);
                }
                assertThat(kept.map(String::length).count()).isEqualTo(right.size());
                kept.unpersist();
                assertThat(memory(context).budget().kept()).isZero();
                assertThat(memory(context).slabs().budget().kept()).isZero();
                assertThat(files()).isEmpty();
            }
        }
    }

    @Test
    void twoCopies_areSaidOnce_andOneIsKept() {
        try (WaterclockContext context = open("local", "64m");
                Logged logged = new Logged()) {
            items(context, 10, 2).persist(StorageLevel.MEMORY_ONLY_2).count();
            items(context, 10, 2).persist(StorageLevel.DISK_ONLY_3).count();
            assertThat(logged.texts())
                    .singleElement()
                    .asString()
                    .matches("The storage level of map at .* asks for 2 copies: this engine"
                            + " is one process, and keeps one");
        }
    }

    // ---- what has to go

    @Test
    void whatWasUsedLongestAgo_goesFirst_andNeverForItsOwnNode() {
        try (WaterclockContext context = open("local", "1100000")) {
            RDD<Item> first = items(context, 5_000, 1).cache(); // some 480 KB each
            RDD<Item> second = items(context, 5_000, 1).cache();
            RDD<Item> third = items(context, 5_000, 1).cache();
            first.count();
            second.count();
            first.count();
            assertThat(MADE).hasValue(10_000);
            third.count();
            assertThat(MADE).hasValue(15_000);
            first.count();
            third.count();
            assertThat(MADE).as("those two are kept").hasValue(15_000);
            second.count();
            assertThat(MADE).as("that one had to go").hasValue(20_000);

            RDD<Item> large = items(context, 20_000, 4).cache();
            large.count();
            MADE.set(0);
            large.count();
            assertThat(MADE).as("two of its four partitions don't fit").hasValue(10_000);
        }
    }

    @Test
    void evictedToDisk_isReadFromThere_andComesBackWhenThereIsRoom() throws Exception {
        try (WaterclockContext context = open("local", "700000")) {
            RDD<Item> first = items(context, 5_000, 1).persist(StorageLevel.MEMORY_AND_DISK);
            RDD<Item> second = items(context, 5_000, 1).persist(StorageLevel.MEMORY_AND_DISK);
            Item object = first.first();
            assertThat(files()).isEmpty();
            second.count();
            assertThat(files()).hasSize(1);
            assertThat(first.collect()).isEqualTo(expected(5_000));
            assertThat(first.first()).isEqualTo(object).isNotSameAs(first.first());
            assertThat(MADE).hasValue(10_000);
            second.unpersist();
            Item again = first.first();
            assertThat(first.first()).isSameAs(again);
            assertThat(first.collect()).isEqualTo(expected(5_000));
            assertThat(files()).as("its copy stays for the next time").hasSize(1);
            second.persist(StorageLevel.MEMORY_AND_DISK).count();
            assertThat(files()).hasSize(1);
            assertThat(MADE).hasValue(15_000);
            assertThat(first.collect()).isEqualTo(expected(5_000));
            assertThat(MADE).hasValue(15_000);
        }
    }

    @Test
    void partitionLargerThanTheHeap_isReadWithoutKeepingIt() {
        try (WaterclockContext context = open("local[2]", "8m")) {
            // 4 GB of arrays, were they kept
            RDD<byte[]> huge = context.parallelize(range(0, 4_000), 1)
                    .map(x -> new byte[1 << 20])
                    .cache();
            assertThat(huge.map(x -> (long) x.length).reduce(Long::sum)).isEqualTo(4_000L << 20);
            assertThat(memory(context).budget().kept()).isZero();
        }
    }

    @Test
    void endlessPartition_canBeKeptAsFarAsThereIsRoom() {
        try (WaterclockContext context = open("local", "100k")) {
            RDD<Integer> endless = context.parallelize(range(0, 1), 1)
                    .flatMap(x -> Stream.iterate(0, i -> i + 1).iterator())
                    .cache();
            assertThat(endless.take(5)).containsExactly(0, 1, 2, 3, 4);
            assertThat(endless.map(x -> x + 1).take(100_000)).isEqualTo(range(1, 100_001));
            assertThat(memory(context).budget().kept()).isZero();
        }
    }

    @Test
    void collectedNode_givesMemoryAndFilesBack() throws Exception {
        try (WaterclockContext context = open("local", "64m")) {
            keepTwo(context);
            while (memory(context).budget().kept() > 1_000 || !files().isEmpty()) {
                System.gc();
                context.parallelize(range(0, 1), 1).cache().count();
            }
        }
    }

    /** Its frame is gone when the caller goes on, and until then nothing it keeps is collected. */
    private void keepTwo(WaterclockContext context) throws Exception {
        RDD<?> inMemory = items(context, 1_000, 2).persist(StorageLevel.MEMORY_ONLY);
        RDD<?> onDisk = items(context, 1_000, 2).persist(StorageLevel.DISK_ONLY);
        inMemory.count();
        onDisk.count();
        assertThat(memory(context).budget().kept()).isPositive();
        assertThat(files()).hasSize(2);
        Reference.reachabilityFence(inMemory);
        Reference.reachabilityFence(onDisk);
    }

    // ---- unpersist

    @Test
    void unpersistWhileAPartitionIsComputed_keepsItFromBeingKept() throws Exception {
        try (WaterclockContext context = open("local[2]", "64m")) {
            CountDownLatch computing = new CountDownLatch(1);
            CountDownLatch unpersisted = new CountDownLatch(1);
            RDD<Integer> kept = context.parallelize(range(0, 100), 1)
                    .map(x -> {
                        if (x == 50 && MADE.getAndIncrement() == 0) {
                            computing.countDown();
                            unpersisted.await();
                        }
                        return x;
                    })
                    .cache();
            FutureTask<Long> job = new FutureTask<>(kept::count);
            new Thread(job).start();
            computing.await();
            kept.unpersist();
            unpersisted.countDown();
            assertThat(job.get()).isEqualTo(100);
            assertThat(memory(context).budget().kept()).isZero();
            kept.count();
            assertThat(MADE).hasValue(2);
            assertThat(memory(context).budget().kept()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("levels")
    void unpersistWhileItIsRead_letsTheReaderEnd_andThenGivesAllBack(StorageLevel level) throws Exception {
        try (WaterclockContext context = open("local[2]", "64m")) {
            RDD<Item> kept = items(context, 20_000, 1).persist(level);
            kept.count();
            CountDownLatch reading = new CountDownLatch(1);
            CountDownLatch unpersisted = new CountDownLatch(1);
            FutureTask<List<Item>> job = new FutureTask<>(() -> kept.map(x -> {
                        if (x.id() == 5_000) {
                            reading.countDown();
                            unpersisted.await();
                        }
                        return x;
                    })
                    .collect());
            new Thread(job).start();
            reading.await();
            kept.unpersist();
            unpersisted.countDown();
            assertThat(job.get()).isEqualTo(expected(20_000));
            assertThat(MADE).hasValue(20_000);
            assertThat(memory(context).budget().kept()).isZero();
            assertThat(memory(context).slabs().budget().kept()).isZero();
            assertThat(files()).isEmpty();
        }
    }

    // ---- lost and unwritable

    @Test
    void deletedFile_isComputedAgain_whichIsSaidOnce() throws Exception {
        try (WaterclockContext context = open("local[2]", "64m");
                Logged logged = new Logged()) {
            RDD<Item> kept = items(context, 1_000, 200).persist(StorageLevel.DISK_ONLY);
            kept.count();
            for (Path file : files()) {
                Files.delete(file);
            }
            assertThat(kept.collect()).isEqualTo(expected(1_000));
            int made = MADE.get();
            assertThat(made).as("those few whose files are still open are read").isBetween(1_500, 2_000);
            assertThat(kept.collect()).isEqualTo(expected(1_000));
            assertThat(files()).hasSizeBetween(100, 200);
            assertThat(logged.texts())
                    .singleElement()
                    .asString()
                    .contains("of map at ")
                    .contains("which was kept on disk, can't be read (")
                    .contains("It is computed again");
        }
    }

    @Test
    void damagedFile_isComputedAgain_whereverTheDamageIs() throws Exception {
        try (WaterclockContext context = open("local[2]", "64m")) {
            RDD<Item> kept = items(context, 20_000, 1).persist(StorageLevel.DISK_ONLY);
            kept.count();
            Random random = new Random(5);
            for (int i = 0; i < 40; i++) {
                Path file = files().get(0);
                byte[] bytes = Files.readAllBytes(file);
                if (i % 2 == 0) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                } else {
                    bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                }
                Files.write(file, bytes);
                assertThat(kept.collect()).as("damage %d", i).isEqualTo(expected(20_000));
                assertThat(files()).hasSize(1);
            }
            assertThat(MADE).hasValueGreaterThan(20_000 * 20);
        }
    }

    @Test
    void whatCanNotBeSerialized_staysInMemoryOrIsComputedAgain_andIsRefusedWhereBytesAreAskedFor() {
        try (WaterclockContext context = open("local", "300000");
                Logged logged = new Logged()) {
            RDD<Opaque> kept =
                    context.parallelize(range(0, 20_000), 4).map(Opaque::new).persist(StorageLevel.MEMORY_AND_DISK);
            assertThat(kept.map(x -> x.id).collect()).isEqualTo(range(0, 20_000));
            assertThat(kept.map(x -> x.id).collect()).isEqualTo(range(0, 20_000));
            assertThat(logged.texts())
                    .singleElement()
                    .asString()
                    .startsWith("What is kept of map at ")
                    .contains("doesn't fit in memory and can't go to disk (")
                    .contains("Opaque");
            kept.unpersist();
            assertThat(memory(context).budget().kept()).isZero();
            RDD<Opaque> bytes =
                    context.parallelize(range(0, 10), 1).map(Opaque::new).persist(StorageLevel.MEMORY_ONLY_SER);
            assertThatThrownBy(bytes::count)
                    .isInstanceOfSatisfying(
                            WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CODEC_MISSING))
                    .hasMessageContaining("Opaque")
                    .hasMessageContaining("map at ");
            assertThat(memory(context).budget().kept()).isZero();
        }
    }

    // ---- kept for good: what it was computed from is let go

    @ParameterizedTest
    @MethodSource("levels")
    void localCheckpoint_outlivesWhateverElseWantsTheRoom(StorageLevel level) {
        for (String budget : List.of("700000", "100000", "1")) {
            try (WaterclockContext context = open("local[2]", budget)) {
                RDD<Item> cut = items(context, 5_000, 4).persist(level).localCheckpoint();
                cut.count();
                assertThat(cut.isCheckpointed()).as("budget %s", budget).isTrue();
                for (int i = 0; i < 3; i++) {
                    RDD<Item> other = items(context, 5_000, 2).persist(level);
                    assertThat(other.collect()).isEqualTo(expected(5_000));
                    assertThat(other.count()).isEqualTo(5_000);
                    MADE.set(0);
                    assertThat(cut.collect()).isEqualTo(expected(5_000));
                    assertThat(MADE).hasValue(0);
                }
                cut.unpersist();
                assertThatThrownBy(cut::count)
                        .isInstanceOfSatisfying(
                                WaterclockException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_LOST));
            }
        }
    }

    private static final AtomicLong MOST_KEPT = new AtomicLong();
    private static volatile MemoryBudget watched = MemoryBudget.unlimited();

    /** Fails when what is cached is kept once more for the checkpoint, until that is made. */
    @Test
    void localCheckpoint_ofWhatIsCached_isKeptOnce() {
        try (WaterclockContext context = open("local", "100m")) {
            watched = memory(context).budget();
            MOST_KEPT.set(0);
            RDD<Item> cut = items(context, 5_000, 4)
                    .map(item -> {
                        MOST_KEPT.accumulateAndGet(watched.kept(), Math::max);
                        return item;
                    })
                    .cache()
                    .localCheckpoint();
            MADE.set(0);
            assertThat(cut.count()).isEqualTo(5_000);
            assertThat(cut.isCheckpointed()).isTrue();
            assertThat(MADE).hasValue(5_000);
            assertThat(memory(context).budget().kept()).isGreaterThan(MOST_KEPT.get());
        }
    }

    /** Its objects can't be written, so they stay in memory, and others do without. */
    @Test
    void localCheckpoint_thatCanNotGoToDisk_staysInMemory_whichIsSaid() {
        try (WaterclockContext context = open("local", "600000");
                Logged logged = new Logged()) {
            RDD<Opaque> cut = context.parallelize(range(0, 10_000), 2)
                    .map(x -> {
                        MADE.incrementAndGet();
                        return new Opaque(x);
                    })
                    .localCheckpoint();
            assertThat(cut.count()).isEqualTo(10_000);
            assertThat(cut.isCheckpointed()).isTrue();
            MADE.set(0);
            for (int i = 0; i < 3; i++) {
                RDD<Item> other = items(context, 5_000, 1).cache();
                assertThat(other.collect()).isEqualTo(expected(5_000));
                assertThat(other.collect()).isEqualTo(expected(5_000));
                assertThat(MADE).as("others can't be kept").hasValue(10_000);
                MADE.set(0);
                assertThat(cut.map(x -> x.id).collect()).isEqualTo(range(0, 10_000));
                assertThat(MADE).hasValue(0);
            }
            assertThat(logged.texts())
                    .singleElement()
                    .asString()
                    .startsWith("What is kept of map at ")
                    .contains("doesn't fit in memory and can't go to disk (")
                    .endsWith("It stays in memory, since what it was computed from is let go; other things have less");
            cut.unpersist();
            assertThat(memory(context).budget().kept()).isZero();
            RDD<Item> other = items(context, 5_000, 1).cache();
            other.count();
            other.count();
            assertThat(MADE).as("there is room again").hasValue(5_000);
        }
    }

    /** Neither memory nor disk can take it: cut off it would be lost. */
    @Test
    void localCheckpoint_thatCanNotBeKept_isNotMade_whichIsSaid() {
        try (WaterclockContext context = open("local", "200000");
                Logged logged = new Logged("io.waterclock.checkpoint")) {
            RDD<Opaque> rdd =
                    context.parallelize(range(0, 20_000), 4).map(Opaque::new).localCheckpoint();
            for (int i = 0; i < 3; i++) {
                assertThat(rdd.map(x -> x.id).collect()).isEqualTo(range(0, 20_000));
                assertThat(rdd.isCheckpointed()).isFalse();
            }
            assertThat(logged.texts())
                    .singleElement()
                    .asString()
                    .matches(
                            "localCheckpoint at .* is not made: \\d of 4 partitions \\(the first is \\d\\) could not be kept\\."
                                    + " Either the RDD was unpersisted meanwhile, or they fit neither in memory nor on disk\\. It is"
                                    + " computed as before; call localCheckpoint\\(\\) once more to try again, or checkpoint\\(\\)");
        }
    }

    /** As when a worker that kept it dies: an error that says what is lost, never something else in its place. */
    @Test
    void localCheckpoint_whoseFileIsGone_failsNamingIt() throws Exception {
        try (WaterclockContext context = open("local", "64m");
                Logged logged = new Logged()) {
            RDD<Item> cut =
                    items(context, 20_000, 2).persist(StorageLevel.DISK_ONLY).localCheckpoint();
            cut.count();
            assertThat(cut.isCheckpointed()).isTrue();
            for (Path file : files()) {
                Files.write(file, new byte[0]);
            }
            assertThatThrownBy(cut::collect)
                    .isInstanceOfSatisfying(
                            WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_LOST))
                    .hasMessageMatching("Partition \\d that localCheckpoint at .* kept is gone: .*");
            assertThat(logged.texts())
                    .singleElement()
                    .asString()
                    .contains("which was kept on disk, can't be read (")
                    .endsWith("). It is lost: what it was computed from was let go");
        }
    }

    // ---- planning

    /** What is planned as kept may be gone when it is read: then what is upstream has to run after all. */
    @Test
    void partitionEvictedBetweenPlanningAndReading_isComputedWithAllThatIsUpstream() throws Exception {
        for (StorageLevel level : List.of(StorageLevel.MEMORY_ONLY, StorageLevel.MEMORY_ONLY_SER)) {
            try (WaterclockContext context = open("local[2]", "200k")) {
                List<FutureTask<Void>> jobs = new ArrayList<>();
                for (int t = 0; t < 4; t++) {
                    int seed = t;
                    FutureTask<Void> job = new FutureTask<>(() -> {
                        for (int i = 0; i < 15; i++) {
                            chainOfShuffles(context, level, seed);
                        }
                        return null;
                    });
                    jobs.add(job);
                    new Thread(job).start();
                }
                for (FutureTask<Void> job : jobs) {
                    job.get();
                }
            }
        }
    }

    private static void chainOfShuffles(WaterclockContext context, StorageLevel level, int seed) {
        PairRDD<Integer, Integer> sums = context.parallelize(range(0, 2_000), 3).mapToPair(x -> new Tuple2<>(x, 1));
        List<PairRDD<Integer, Integer>> all = new ArrayList<>();
        for (int depth = 0; depth < 6; depth++) {
            int divisor = 1 + depth % 2;
            sums = sums.mapToPair(x -> new Tuple2<>(x._1() / divisor, x._2()))
                    .reduceByKey(Integer::sum, 3)
                    .persist(level);
            all.add(sums);
        }
        Random random = new Random(seed);
        for (int i = 0; i < 12; i++) {
            assertThat(all.get(random.nextInt(all.size())).values().reduce(Integer::sum))
                    .isEqualTo(2_000);
        }
    }

    // ---- all at once

    @Test
    void manyThreads_cacheReadAndUnpersistAtOnce_andNothingIsLeft() throws Exception {
        List<StorageLevel> levels = levels().toList();
        try (WaterclockContext context = open("local[4]", "600k")) {
            List<RDD<Item>> shared = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                shared.add(items(context, 1_000 + 100 * i, 1 + i % 4));
            }
            Map<Integer, List<Item>> right =
                    IntStream.range(0, 12).boxed().collect(Collectors.toMap(i -> i, i -> expected(1_000 + 100 * i)));
            List<FutureTask<Void>> threads = new ArrayList<>();
            for (int t = 0; t < 32; t++) {
                Random random = new Random(t);
                FutureTask<Void> thread = new FutureTask<>(() -> {
                    for (int i = 0; i < 60; i++) {
                        int which = random.nextInt(shared.size());
                        RDD<Item> rdd = shared.get(which);
                        switch (random.nextInt(5)) {
                            case 0 -> {
                                try {
                                    rdd.persist(levels.get(random.nextInt(levels.size())));
                                } catch (UnsupportedOperationException e) {
                                    assertThat(e).hasMessageContaining("call unpersist() first");
                                }
                            }
                            case 1 -> rdd.unpersist(random.nextBoolean());
                            case 2 -> assertThat(rdd.take(7)).isEqualTo(expected(7));
                            default -> assertThat(rdd.collect()).isEqualTo(right.get(which));
                        }
                    }
                    return null;
                });
                threads.add(thread);
                new Thread(thread).start();
            }
            for (FutureTask<Void> thread : threads) {
                thread.get();
            }
            shared.forEach(RDD::unpersist);
            assertThat(memory(context).budget().kept()).isZero();
            assertThat(memory(context).budget().heldByTasks()).isZero();
            assertThat(memory(context).slabs().budget().kept()).isZero();
            assertThat(files()).isEmpty();
            assertThat(new HashSet<>(shared)).hasSize(12);
        }
    }
}
