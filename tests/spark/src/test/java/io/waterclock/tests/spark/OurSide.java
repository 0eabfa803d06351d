// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark;

import io.waterclock.streaming.StreamingContext;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.tests.spark.program.Outcome;
import java.time.Duration;
import java.util.function.BiConsumer;

/** Runs programs on Waterclock, by hand. */
final class OurSide {
    private int runs;

    /**
     * @param description gets the context, and the name of the run
     */
    Outcome run(long seed, int intervalMs, int batches, BiConsumer<StreamingContext, String> description) {
        String run = "here " + runs++;
        Outcome outcome = Outcome.begin(run);
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .batchInterval(Duration.ofMillis(intervalMs))
                .startTime(0)
                .seed(seed)
                .build()) {
            description.accept(kit.context(), run);
            kit.advance(batches);
        } finally {
            io.waterclock.tests.spark.here.RandomProgram.end(run);
            Outcome.end(run);
        }
        return outcome;
    }
}
