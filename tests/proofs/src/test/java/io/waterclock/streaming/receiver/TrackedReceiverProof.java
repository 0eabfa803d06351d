// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.playLong;
import static io.waterclock.proofs.Together.run;

import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.receiver.RunEvents.Ending;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link TrackedReceiver}: what a receiver has delivered is of one batch, and let go once; a run ends once. */
class TrackedReceiverProof {
    private static final RunEvents NOBODY = new RunEvents() {
        @Override
        public void running(ReceiverSupervisor run) {}

        @Override
        public void ending(ReceiverSupervisor run, Ending ending) {}

        @Override
        public void error(ReceiverSupervisor run, String message, @Nullable Throwable cause) {}
    };

    private static final class Silent extends Receiver<String> {
        private static final long serialVersionUID = 1L;

        Silent() {
            super(StorageLevel.MEMORY_ONLY);
        }

        @Override
        public void onStart() {}

        @Override
        public void onStop() {}
    }

    /** Has one block, which it gives to the first who asks. */
    private static final class Host implements HostedReceiver {
        private final AtomicInteger cuts = new AtomicInteger();
        private final AtomicInteger released = new AtomicInteger();
        private final StoreBudget budget;

        Host(StoreBudget budget) {
            this.budget = budget;
        }

        @Override
        public List<BlockRef> cut() {
            return cuts.getAndIncrement() == 0
                    ? List.of(new ReceivedBlock(new OneBlock(released), List.of(), 1, new Charge(0, 0), budget))
                    : List.of();
        }

        @Override
        public void stop(long timeoutMs) {}

        @Override
        public String location() {
            return "here";
        }
    }

    private record OneBlock(AtomicInteger released) implements BlockRef {
        @Override
        public long recordCount() {
            return 1;
        }

        @Override
        public long sizeInBytes() {
            return 1;
        }

        @Override
        public Block fetch() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release() {
            released.incrementAndGet();
        }
    }

    private final StoreBudget budget = new StoreBudget(1 << 20, 100);
    private final TrackedReceiver receiver = new TrackedReceiver(0, "proof", new Silent(), budget);
    private final Host host = new Host(budget);
    private final ReceiverSupervisor supervisor = receiver.begin(100, NOBODY, null);

    TrackedReceiverProof() {
        receiver.hosted(host);
        receiver.running(supervisor);
    }

    /** The run ends while a batch is cut: the block is of that batch or of the next. Without the monitor it is lost, or of both. */
    @Test
    void block_isOfOneBatch() {
        playLong(() -> {
            TrackedReceiverProof fresh = new TrackedReceiverProof();
            run(() -> fresh.receiver.cut(1), () -> fresh.receiver.ended(false));
            fresh.receiver.cut(2);
            int first = fresh.receiver.blocks(1).size();
            int second = fresh.receiver.blocks(2).size();
            expect(first + second == 1, first + " in the first batch, " + second + " in the second");
            expect(fresh.receiver.malformed() == 1, fresh.receiver.malformed() + " malformed");
        });
    }

    /** Two let go of batches at once: each block goes once. */
    @Test
    void batch_isLetGoOnce() {
        playLong(() -> {
            TrackedReceiverProof fresh = new TrackedReceiverProof();
            fresh.receiver.cut(1);
            run(() -> fresh.receiver.release(1), fresh.receiver::releaseAll);
            expect(fresh.host.released.get() == 1, "let go " + fresh.host.released + " times");
            expect(fresh.receiver.blocks(1).isEmpty(), "it is still there");
        });
    }

    /** Two say that the run is to end: one of them counts. Without the monitor both do. */
    @Test
    void run_endsOnce() {
        playLong(() -> {
            TrackedReceiverProof fresh = new TrackedReceiverProof();
            boolean[] counts = new boolean[2];
            Ending why = new Ending(RunEvents.Reason.BROKEN, "why", null, -1);
            run(
                    () -> counts[0] = fresh.receiver.ending(fresh.supervisor, why),
                    () -> counts[1] = fresh.receiver.ending(fresh.supervisor, why));
            expect(counts[0] != counts[1], "both or neither counted");
        });
    }
}
