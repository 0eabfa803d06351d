// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.playLong;
import static io.waterclock.proofs.Together.run;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.ReceiverHost;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link BlockGenerator}, {@link StoreBudget} and {@link ReceivedBlock}: each record that was stored is in one cut, and its room comes back once. */
class BlockGeneratorProof {

    private static final class Scene {
        private final StoreBudget budget;
        private final BlockGenerator generator;
        private final AtomicInteger released = new AtomicInteger();

        Scene(long records) {
            budget = new StoreBudget(1 << 20, records);
            generator = new BlockGenerator("proof", new Host(released), budget);
        }
    }

    private record Host(AtomicInteger released) implements ReceiverHost {
        @Override
        public BlockRef store(Block block) {
            return new Kept(block, released);
        }

        @Override
        public void failed(Throwable cause) {}
    }

    private record Kept(Block block, AtomicInteger released) implements BlockRef {
        @Override
        public long recordCount() {
            return block.recordCount();
        }

        @Override
        public long sizeInBytes() {
            return block.sizeInBytes();
        }

        @Override
        public Block fetch() {
            return block;
        }

        @Override
        public void release() {
            released.incrementAndGet();
        }
    }

    private static List<Object> records(List<BlockRef> blocks) throws Exception {
        List<Object> all = new ArrayList<>();
        for (BlockRef block : blocks) {
            try (ChunkReader in = block.fetch().open()) {
                while (in.next(10)) {
                    for (int i = in.from; i < in.to; i++) {
                        all.add(in.array[i]);
                    }
                }
            }
        }
        return all;
    }

    /** A thread stores while the batch is cut: its records are there once, in their order. Without the lock one is lost. */
    @Test
    void recordsThatAreStoredWhileOneCuts_areInOneCut() {
        playLong(() -> {
            Scene fresh = new Scene(100);
            List<BlockRef> cut = new ArrayList<>();
            run(
                    () -> {
                        fresh.generator.store("a", null);
                        fresh.generator.store("b", null);
                    },
                    () -> cut.addAll(fresh.generator.cut()));
            cut.addAll(fresh.generator.cut());
            expect(records(cut).equals(List.of("a", "b")), "cut " + records(cut));
        });
    }

    /** Two threads store: both records are there. */
    @Test
    void recordsOfTwoThreads_areBothThere() {
        playLong(() -> {
            Scene fresh = new Scene(100);
            run(() -> fresh.generator.store("a", null), () -> fresh.generator.store("b", null));
            List<Object> all = records(fresh.generator.cut());
            expect(all.size() == 2 && all.containsAll(List.of("a", "b")), "cut " + all);
        });
    }

    /** A store of many records is in one cut as a whole. */
    @Test
    void storeOfMany_isInOneCut() {
        playLong(() -> {
            Scene fresh = new Scene(100);
            List<BlockRef> cut = new ArrayList<>();
            run(
                    () -> fresh.generator.storeAll(new Object[] {"a", "b"}, 2, new Charge(2, 0), null),
                    () -> cut.addAll(fresh.generator.cut()));
            expect(records(cut).size() != 1, "half of it was cut");
            cut.addAll(fresh.generator.cut());
            expect(records(cut).equals(List.of("a", "b")), "cut " + records(cut));
        });
    }

    /** The run ends while a thread stores: it is refused, or what it stored is in the last cut. */
    @Test
    void recordThatComesWithTheEnd_isRefusedOrCut() {
        playLong(() -> {
            Scene fresh = new Scene(100);
            int[] refused = new int[1];
            run(
                    () -> {
                        try {
                            fresh.generator.store("a", null);
                        } catch (WaterclockException e) {
                            expect(e.code() == ErrorCode.STORE_REFUSED, e.toString());
                            refused[0]++;
                        }
                    },
                    () -> {
                        fresh.generator.end();
                        fresh.generator.close();
                    });
            int cut = records(fresh.generator.lastCut()).size();
            expect(cut + refused[0] == 1, "refused " + refused[0] + ", cut " + cut);
        });
    }

    /** A store waits for room till a batch lets go. Were the one who waits not woken, it would wait for ever. */
    @Test
    void storeThatWaits_goesOn() {
        playLong(() -> {
            Scene fresh = new Scene(2);
            fresh.generator.store(new Object(), null);
            fresh.generator.store(new Object(), null);
            List<BlockRef> cut = fresh.generator.cut();
            run(() -> fresh.generator.store(new Object(), null), () -> cut.forEach(BlockRef::release));
            expect(records(fresh.generator.cut()).size() == 1, "it was not stored");
            expect(fresh.budget.waiting() == 0, "somebody waits");
        });
    }

    /** Two let go of a block: its room is given back once. Were that not claimed, twice. */
    @Test
    void block_isGivenBackOnce() {
        play(() -> {
            Scene fresh = new Scene(100);
            fresh.generator.store("a", null);
            BlockRef block = fresh.generator.cut().get(0);
            run(block::release, block::release);
            expect(fresh.released.get() == 1, "given back " + fresh.released + " times");
            expect(fresh.budget.bytes() == 0, fresh.budget.toString());
        });
    }
}
