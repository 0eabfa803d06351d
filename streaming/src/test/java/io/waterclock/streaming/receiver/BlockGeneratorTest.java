// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple3;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.ReceiverHost;
import io.waterclock.engine.Threads;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class BlockGeneratorTest {
    private final FakeEngine engine = new FakeEngine();

    private BlockGenerator generator(StoreBudget budget) {
        return new BlockGenerator("test-0", engine.keeper(), budget);
    }

    private static StoreBudget ample() {
        return new StoreBudget(1L << 30, 1L << 30);
    }

    @Test
    void records_come_out_in_the_order_in_which_they_were_stored() {
        BlockGenerator generator = generator(ample());
        generator.store("a", null);
        generator.storeAll(new Object[] {"b", "c"}, 2, Charge.ofBytes(2), null);
        generator.storeBlock(new ArrayBlock(new Object[] {"d"}, 0, 1, 1), null);
        generator.store("e", null);

        assertThat(generator.hasUncut()).isTrue();
        assertThat(Received.records(generator.cut())).containsExactly("a", "b", "c", "d", "e");
        assertThat(generator.hasUncut()).isFalse();
        assertThat(generator.cut()).isEmpty();
    }

    @Test
    void a_block_that_a_small_store_fills_exactly_is_followed_by_another() {
        BlockGenerator generator = generator(ample());
        IntStream.range(0, BlockGenerator.BLOCK_RECORDS - 2).forEach(i -> generator.store(i, null));
        generator.storeAll(new Object[] {"a", "b"}, 2, Charge.ofBytes(2), null);
        generator.store("c", null);

        List<BlockRef> blocks = generator.cut();
        assertThat(blocks).extracting(BlockRef::recordCount).containsExactly((long) BlockGenerator.BLOCK_RECORDS, 1L);
        assertThat(Received.records(blocks)).endsWith("a", "b", "c");
    }

    @Test
    void null_is_a_record() {
        BlockGenerator generator = generator(ample());
        generator.store(null, null);

        assertThat(Received.records(generator.cut())).containsExactly((Object) null);
    }

    @Test
    void a_large_store_becomes_several_blocks_of_bounded_size() {
        StoreBudget budget = ample();
        BlockGenerator generator = generator(budget);
        generator.store(-1L, null);
        Object[] many = LongStream.range(0, 20_000).boxed().toArray();
        generator.storeAll(many, many.length, new Charge(480_007, 3), "mark");

        List<BlockRef> blocks = generator.cut();

        assertThat(blocks).hasSizeGreaterThan(4).allMatch(b -> b.recordCount() <= BlockGenerator.BLOCK_RECORDS);
        assertThat(Received.records(blocks))
                .isEqualTo(LongStream.range(-1, 20_000).boxed().toList());
        assertThat(blocks.stream().flatMap(b -> ((ReceivedBlock) b).metadata().stream()))
                .containsExactly("mark");
        blocks.forEach(BlockRef::release);
        assertThat(budget).hasToString("0 of 1073741824 bytes, 0 of 1073741824 records of unknown size");
        assertThat(engine.keptBlocks()).isZero();
    }

    @Test
    void a_full_buffer_holds_back_the_storing_thread_but_not_the_cut_and_lets_it_go_on_after_the_release()
            throws Exception {
        StoreBudget budget = new StoreBudget(1L << 30, 10);
        BlockGenerator generator = generator(budget);
        CompletableFuture<Void> storing =
                async(() -> IntStream.range(0, 25).forEach(i -> generator.store(new Rec(i), null)));

        List<Object> got = new ArrayList<>();
        awaitWaiting(budget, 1);
        while (got.size() < 20) {
            List<BlockRef> blocks = generator.cut();
            got.addAll(Received.records(blocks));
            assertThat(got).hasSize(got.size() / 10 * 10);
            assertThat(storing).isNotDone();
            blocks.forEach(BlockRef::release);
            if (got.size() < 20) {
                awaitWaiting(budget, 1);
            }
        }
        storing.get(60, TimeUnit.SECONDS);
        got.addAll(Received.records(generator.cut()));

        assertThat(got).isEqualTo(IntStream.range(0, 25).mapToObj(Rec::new).toList());
    }

    @Test
    void a_thread_that_waits_for_room_is_freed_at_the_end_and_its_record_was_not_stored() throws Exception {
        StoreBudget budget = new StoreBudget(1L << 30, 2);
        BlockGenerator generator = generator(budget);
        generator.store(new Rec(0), null);
        generator.store(new Rec(1), null);
        CompletableFuture<Void> storing = async(() -> generator.store(new Rec(2), null));
        awaitWaiting(budget, 1);

        generator.end();

        assertThatThrownBy(() -> storing.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("Receiver test-0 is ending and its buffer is full")
                .hasMessageContaining("isStopped()");
        List<BlockRef> blocks = generator.cut();
        assertThat(Received.records(blocks)).containsExactly(new Rec(0), new Rec(1));
        blocks.forEach(BlockRef::release);
        generator.store(new Rec(3), null); // onStop may still flush
        generator.close();
        assertThatThrownBy(() -> generator.store(new Rec(4), null)).hasMessageContaining("isn't running");
        assertThat(Received.records(generator.cut())).containsExactly(new Rec(3));
    }

    @Test
    void an_interrupt_ends_the_waiting_and_stays_set() throws Exception {
        StoreBudget budget = new StoreBudget(1L << 30, 2);
        BlockGenerator generator = generator(budget);
        generator.store(new Rec(0), null);
        generator.store(new Rec(1), null);
        AtomicBoolean stillSet = new AtomicBoolean();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Void> storing = async(() -> {
            thread.complete(Thread.currentThread());
            try {
                generator.store(new Rec(2), null);
            } finally {
                stillSet.set(Thread.interrupted());
            }
        });
        awaitWaiting(budget, 1);
        thread.get().interrupt();

        assertThatThrownBy(() -> storing.get(60, TimeUnit.SECONDS)).hasMessageContaining("was interrupted");
        assertThat(stillSet).isTrue();
        assertThat(budget.waiting()).isZero();
    }

    @Test
    void a_large_store_is_not_overtaken_for_ever_by_small_ones() throws Exception {
        StoreBudget budget = new StoreBudget(1L << 30, 10);
        BlockGenerator generator = generator(budget);
        IntStream.range(0, 8).forEach(i -> generator.store(new Rec(i), null));
        CompletableFuture<Void> large =
                async(() -> generator.storeAll(new Object[] {1, 2, 3, 4, 5}, 5, new Charge(5, 5), null));
        awaitWaiting(budget, 1);
        CompletableFuture<Void> small = async(() -> generator.store(new Rec(9), null));
        awaitWaiting(budget, 2);
        assertThat(small).isNotDone();

        generator.cut().forEach(BlockRef::release);

        large.get(60, TimeUnit.SECONDS);
        small.get(60, TimeUnit.SECONDS);
        assertThat(Received.records(generator.cut())).containsExactly(1, 2, 3, 4, 5, new Rec(9));
    }

    @Test
    void a_store_that_could_never_find_room_is_refused() {
        BlockGenerator generator = generator(new StoreBudget(100_000, 100));

        assertThatThrownBy(() -> generator.store("x".repeat(60_000), null))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_REFUSED))
                .hasMessageContaining("must not have more than 50000")
                .hasMessageContaining("waterclock.streaming.receiver.maxBufferedBytes");
        assertThatThrownBy(() -> new Gathered(generator)
                        .addAll(IntStream.iterate(0, i -> i + 1).boxed().iterator()))
                .hasMessageContaining("Store it in parts");
        assertThat(generator.hasUncut()).isFalse();
    }

    @Test
    void what_the_host_fails_to_keep_stays_for_the_next_cut() {
        AtomicBoolean broken = new AtomicBoolean(true);
        StoreBudget budget = ample();
        ReceiverHost keeper = engine.keeper();
        BlockGenerator generator = new BlockGenerator(
                "test-0",
                new ReceiverHost() {
                    @Override
                    public BlockRef store(Block block) {
                        if (broken.get()) {
                            throw new IllegalStateException("no place");
                        }
                        return keeper.store(block);
                    }

                    @Override
                    public void failed(Throwable cause) {}
                },
                budget);
        generator.store("a", null);
        assertThatThrownBy(generator::cut).hasMessage("no place");
        generator.store("b", null);
        broken.set(false);

        assertThat(Received.records(generator.cut())).containsExactly("a", "b");
    }

    @Test
    void a_store_whose_block_the_host_fails_to_keep_is_a_store_all_the_same_and_is_cut_once() {
        BlockGenerator generator = generator(ample());
        engine.keepsNothing(true);
        IntStream.range(0, BlockGenerator.BLOCK_RECORDS).forEach(i -> generator.store(i, null));
        Object[] many = IntStream.range(0, 300).boxed().toArray();
        generator.storeAll(many, many.length, Charge.ofBytes(300), null);
        generator.storeBlock(new ArrayBlock(new Object[] {"own"}, 0, 1, 1), null);
        engine.keepsNothing(false);

        List<BlockRef> blocks = generator.cut();
        assertThat(blocks).extracting(BlockRef::recordCount).containsExactly(4096L, 300L, 1L);
        blocks.forEach(BlockRef::release);
    }

    @Test
    void what_the_host_fails_to_keep_of_the_last_cut_is_lost_but_not_its_room_nor_the_rest() {
        StoreBudget budget = ample();
        BlockGenerator generator = generator(budget);
        generator.storeBlock(new ArrayBlock(new Object[] {"kept"}, 0, 1, 1), null);
        engine.keepsNothing(true);
        generator.storeBlock(new ArrayBlock(new Object[] {"lost"}, 0, 1, 1), null);
        generator.store("lost too", null);
        generator.close();

        List<BlockRef> blocks = generator.lastCut();
        assertThat(Received.records(blocks)).containsExactly("kept");
        blocks.forEach(BlockRef::release);
        assertThat(budget.bytes()).isZero();
        assertThat(generator.lastCut()).isEmpty();
    }

    @Test
    void a_block_of_the_receivers_own_is_opened_only_by_who_reads_it() {
        BlockGenerator generator = generator(ample());
        AtomicBoolean opened = new AtomicBoolean();
        generator.storeBlock(
                new Block() {
                    @Override
                    public long recordCount() {
                        return 2;
                    }

                    @Override
                    public long sizeInBytes() {
                        return 10;
                    }

                    @Override
                    public ChunkReader open() {
                        opened.set(true);
                        return ChunkReader.of(List.of("x", "y").iterator());
                    }
                },
                null);

        List<BlockRef> blocks = generator.cut();
        assertThat(opened).isFalse();
        assertThat(Received.records(blocks)).containsExactly("x", "y");
    }

    /** Of records of no known size, so that they are counted. */
    private record Rec(int n) {}

    @Test
    void several_storing_threads_and_cuts_at_any_moment_lose_double_split_and_reorder_nothing() throws Exception {
        long seed = Long.getLong("test.seed", 20_260_101L);
        StoreBudget budget = new StoreBudget(1L << 30, 20_000);
        BlockGenerator generator = generator(budget);
        int threads = 4;
        int storesOfEach = 3_000;
        CountDownLatch done = new CountDownLatch(threads);
        List<CompletableFuture<Void>> storing = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            storing.add(async(() -> {
                try {
                    storeAtRandom(generator, new Random(seed + thread), thread, storesOfEach);
                } finally {
                    done.countDown();
                }
            }));
        }

        // (thread, store, ordinal) by batch
        List<List<Object>> batches = new ArrayList<>();
        boolean last = false;
        while (!last) {
            last = done.getCount() == 0;
            List<BlockRef> blocks = generator.cut();
            batches.add(Received.records(blocks));
            blocks.forEach(BlockRef::release);
        }
        for (CompletableFuture<Void> one : storing) {
            one.get();
        }

        assertThat(batches.size()).as("seed %s: cuts", seed).isGreaterThan(10);
        checkOrderAndWholeness(batches, threads, storesOfEach, seed);
        assertThat(budget.bytes()).isZero();
    }

    private static void storeAtRandom(BlockGenerator generator, Random random, int thread, int stores) {
        for (int store = 0; store < stores; store++) {
            int n = switch (random.nextInt(4)) {
                case 0 -> 2 + random.nextInt(BlockGenerator.SMALL_STORE);
                case 1 -> random.nextInt(20) == 0 ? 300 + random.nextInt(5_000) : 3;
                default -> 1;
            };
            if (n == 1) {
                generator.store(new Tuple3<>(thread, store, new Rec(0)), null);
            } else {
                int which = store;
                List<Object> records = new ArrayList<>();
                IntStream.range(0, n).forEach(i -> records.add(new Tuple3<>(thread, which, new Rec(i))));
                Gathered gathered = new Gathered(generator);
                (random.nextBoolean() ? gathered.addAll(records) : gathered.addAll(records.iterator())).store(null);
            }
        }
    }

    private static void checkOrderAndWholeness(List<List<Object>> batches, int threads, int stores, long seed) {
        Map<Integer, int[]> lastOf = new HashMap<>();
        Map<Integer, Integer> batchOfStore = new HashMap<>();
        for (int b = 0; b < batches.size(); b++) {
            for (Object record : batches.get(b)) {
                Tuple3<?, ?, ?> one = (Tuple3<?, ?, ?>) record;
                int thread = (Integer) one._1();
                int store = (Integer) one._2();
                int ordinal = ((Rec) one._3()).n();
                int[] last = lastOf.computeIfAbsent(thread, t -> new int[] {-1, 0});
                boolean follows = store == last[0] ? ordinal == last[1] + 1 : store == last[0] + 1 && ordinal == 0;
                if (!follows) {
                    throw new AssertionError("seed " + seed + ": of thread " + thread + " came (" + store + ","
                            + ordinal + ") after (" + last[0] + "," + last[1] + ")");
                }
                last[0] = store;
                last[1] = ordinal;
                Integer first = batchOfStore.putIfAbsent(thread * stores + store, b);
                if (first != null && first != b) {
                    throw new AssertionError("seed " + seed + ": store " + store + " of thread " + thread
                            + " is in the batches " + first + " and " + b);
                }
            }
        }
        assertThat(batchOfStore).as("seed %s: stores", seed).hasSize(threads * stores);
    }

    private static CompletableFuture<Void> async(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Threads.daemon("test-storing", () -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                })
                .start();
        return done;
    }

    /** Spins: being held back is a state, and leaves no other trace. */
    private static void awaitWaiting(StoreBudget budget, int threads) {
        while (budget.waiting() < threads) {
            assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
            Thread.onSpinWait();
        }
    }
}
