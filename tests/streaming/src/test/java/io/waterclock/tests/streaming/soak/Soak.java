// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.testkit.StreamingTestKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a program for many batches in the time of a test kit, and looks five times at what it holds. */
final class Soak {
    private static final int MOMENTS = 5;

    /** The status of so many jobs that have ended is kept for who asks; they are run before the first look. */
    private static final int JOBS_TOLD_OF = 1_000;

    private Soak() {}

    /**
     * @param batches as a least number: the moments to look at are whole periods of the feed
     * @param dir an empty directory
     * @return what it held, for people
     * @throws AssertionError when an output was wrong, or something has grown
     */
    static String run(String master, SoakProgram program, int batches, Path dir) throws IOException {
        Path local = Files.createDirectory(dir.resolve("local"));
        Path own = Files.createDirectory(dir.resolve("own"));
        int perMoment = (batches + MOMENTS * Feed.PERIOD - 1) / (MOMENTS * Feed.PERIOD) * Feed.PERIOD;
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .master(master)
                .set("waterclock.local.dir", local.toString())
                .set("waterclock.streaming.fileStream.minRememberDuration", "5s")
                .hostile(false)
                .build()) {
            program.describe(kit, own);
            kit.start();
            for (int i = 0; i < JOBS_TOLD_OF; i++) {
                kit.waterclockContext().parallelize(List.of(i), 1).count();
            }
            Retained retained = new Retained(kit.waterclockContext(), dir, MOMENTS);
            int batch = 0;
            for (int moment = 0; moment < MOMENTS; moment++) {
                for (int i = 0; i < perMoment; i++) {
                    batch++;
                    program.feed(batch);
                    kit.advance(1);
                    program.check(batch);
                }
                retained.look(moment);
            }
            List<String> growth = retained.growth(perMoment * (MOMENTS - 3));
            if (!growth.isEmpty()) {
                throw new AssertionError(
                        "In " + batch + " batches there has grown, looked at after each fifth of them:\n"
                                + String.join("\n", growth) + "\nAll but objects:" + retained);
            }
            return batch + " batches" + retained;
        }
    }
}
