// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.playLong;
import static io.waterclock.proofs.Together.run;

import org.junit.jupiter.api.Test;

/** {@link Bucket}: what is in memory is claimed by one, and seen as one thing by all. */
class SpilledProof {

    private static Bucket bucket() {
        Bucket bucket = new Bucket();
        bucket.add("a", 1, "b");
        return bucket;
    }

    /** Without the monitor both get the pairs, and change the same values. */
    @Test
    void pairs_areClaimedByOne() {
        playLong(() -> {
            Bucket bucket = bucket();
            long[] got = new long[2];
            run(
                    () -> got[0] = bucket.claim().inMemory(),
                    () -> got[1] = bucket.claim().inMemory());
            expect(got[0] + got[1] == 1, "claimed " + (got[0] + got[1]) + " times");
        });
    }

    /** Who reads while pairs are claimed and given back sees all of them or none. */
    @Test
    void readers_seeEachPairOnce() {
        playLong(() -> {
            Bucket bucket = bucket();
            run(
                    () -> bucket.giveBack(bucket.claim()),
                    () -> expect(bucket.records() <= 1 && bucket.parts().inMemory() <= 1, "a pair is there twice"));
            expect(bucket.records() == 1, "a pair is lost");
        });
    }
}
