// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.playLong;
import static io.waterclock.proofs.Together.run;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import org.junit.jupiter.api.Test;

/** {@link Termination}: of two failures one is the reason, the same for everybody. Were it set without comparing, each would hear of another. */
class TerminationProof {

    @Test
    void firstFailure_stays() {
        playLong(() -> {
            Termination end = new Termination();
            boolean[] first = new boolean[2];
            String[] heard = new String[2];
            run(() -> heard[0] = failed(end, "a", first, 0), () -> heard[1] = failed(end, "b", first, 1));
            expect(first[0] != first[1], "both or neither came first");
            expect(heard[0].equals(heard[1]) && heard[0].equals(first[0] ? "a" : "b"), heard[0] + " and " + heard[1]);
        });
    }

    private static String failed(Termination end, String why, boolean[] first, int at) throws Exception {
        first[at] = end.fail(new WaterclockException(ErrorCode.INTERNAL, why));
        end.complete();
        try {
            end.await();
            return "nothing";
        } catch (WaterclockException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
