// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Cancellation} and {@link Broadcast}: switches that are thrown while others look at them. */
class CancellationProof {

    /** Who listens is told once, whichever comes first. Were the reason set outside of the monitor, never or twice. */
    @Test
    void listener_isToldOnce() {
        play(() -> {
            Cancellation switchOff = new Cancellation();
            AtomicInteger told = new AtomicInteger();
            run(() -> switchOff.onCancel(told::incrementAndGet), () -> switchOff.cancel("why"));
            expect(told.get() == 1, "told " + told + " times");
            expect("why".equals(switchOff.reason()), "another reason");
        });
    }

    /** Two cancel: one of the reasons stays, and who listens is told once. */
    @Test
    void firstReason_stays() {
        play(() -> {
            Cancellation switchOff = new Cancellation();
            AtomicInteger told = new AtomicInteger();
            String[] seen = new String[2];
            switchOff.onCancel(told::incrementAndGet);
            run(() -> seen[0] = cancelled(switchOff, "a"), () -> seen[1] = cancelled(switchOff, "b"));
            expect(told.get() == 1, "told " + told + " times");
            expect(seen[0].equals(seen[1]), "the reason has changed");
        });
    }

    private static String cancelled(Cancellation switchOff, String why) {
        switchOff.cancel(why);
        return String.valueOf(switchOff.reason());
    }

    /** A value that is destroyed while it is read is the value, or an error; never nothing. Were it cleared first, nothing. */
    @Test
    void broadcastThatIsDestroyed_isReadOrRefused() {
        play(() -> {
            Broadcast<String> shared = new Broadcast<>(1, "value");
            run(
                    () -> {
                        try {
                            expect("value".equals(shared.value()), "nothing was read");
                        } catch (WaterclockException e) {
                            expect(e.code() == ErrorCode.BROADCAST_DESTROYED, e.toString());
                        }
                    },
                    shared::destroy);
        });
    }
}
