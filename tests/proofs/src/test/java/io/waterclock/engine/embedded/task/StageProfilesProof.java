// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link StageProfiles}: two tasks of a stage share one profile, which asks for loops of its own once. */
class StageProfilesProof {

    /** Without the monitor each gets a profile of its own; if the state were set without comparing, it would ask twice. */
    @Test
    void stage_isAskedForOnce() {
        StageProfile.Shape shape = new StageProfile.Shape(List.of(), List.of(), End.COUNT, List.of());
        play(() -> {
            AtomicInteger asked = new AtomicInteger();
            StageProfiles profiles = new StageProfiles(1, 2, task -> asked.incrementAndGet());
            StageProfile[] found = new StageProfile[2];
            run(() -> found[0] = seen(profiles, shape), () -> found[1] = seen(profiles, shape));
            expect(found[0] == found[1], "two profiles");
            expect(asked.get() == 1, "asked " + asked + " times");
        });
    }

    private static StageProfile seen(StageProfiles profiles, StageProfile.Shape shape) {
        StageProfile profile = profiles.of(shape);
        profile.saw(1, new Object[0], null);
        return profile;
    }
}
