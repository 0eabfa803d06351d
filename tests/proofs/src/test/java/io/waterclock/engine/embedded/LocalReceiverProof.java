// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import io.waterclock.engine.BlockRef;
import io.waterclock.engine.ReceiverHost;
import io.waterclock.engine.ReceiverProgram;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link LocalReceiver}: it is lost or stopped, and each is told once. Were the state set without comparing, both would be. */
class LocalReceiverProof {

    private static final class Program implements ReceiverProgram {
        private static final long serialVersionUID = 1L;

        private final AtomicInteger stops = new AtomicInteger();

        @Override
        public void start(ReceiverHost host) {}

        @Override
        public List<BlockRef> cut() {
            return List.of();
        }

        @Override
        public void stop(long timeoutMs) {
            stops.incrementAndGet();
        }
    }

    @Test
    void receiver_isLostOrStopped() {
        play(() -> {
            Program program = new Program();
            AtomicInteger lost = new AtomicInteger();
            LocalReceiver receiver = new LocalReceiver("proof", program, cause -> lost.incrementAndGet());
            run(() -> receiver.failed(new IllegalStateException("why")), () -> receiver.stop(1));
            expect(lost.get() + program.stops.get() == 1, "lost " + lost + ", stopped " + program.stops);
            expect(receiver.isOver(), "it goes on");
        });
    }

    @Test
    void receiverThatTwoStop_isStoppedOnce() {
        play(() -> {
            Program program = new Program();
            LocalReceiver receiver = new LocalReceiver("proof", program, cause -> {});
            run(() -> receiver.stop(1), () -> receiver.stop(1));
            expect(program.stops.get() == 1, "stopped " + program.stops + " times");
        });
    }
}
