// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.codec.Codecs;
import io.waterclock.codec.RecordReader;
import io.waterclock.codec.RecordWriter;
import io.waterclock.codec.RecordWriter.Mode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a selection goes on from when it is made anew from the positions of another: batches of a second, over directories in memory. */
class FileSelectionRestoreTest {
    private static final long SECOND = 1_000;
    private static final long WINDOW = 60 * SECOND;
    private static final int CASES = 150;
    private static final int STEPS = 120;
    private static final int MANY_LOOKS = 1_000;

    private final FakeDirectories directories = new FakeDirectories("/in", "/other");

    /** A selection that is ended and made anew, with the positions that a stream keeps. */
    private static final class Run {
        private final FakeDirectories directories;
        private final int agedLooks;
        private final long windowMs;
        private final Codecs codecs = new Codecs().requireDurable(FilePosition.class, "a test");
        private final TreeMap<Long, byte[]> positions = new TreeMap<>();
        private FileSelection selection;

        Run(FakeDirectories directories, long windowMs, int agedLooks) {
            this.directories = directories;
            this.windowMs = windowMs;
            this.agedLooks = agedLooks;
            selection = fresh(0);
        }

        private FileSelection fresh(long initialMs) {
            return new FileSelection(directories, initialMs, windowMs, SECOND, 1_000, agedLooks);
        }

        List<String> select(long batchMs) {
            FileSelection.Found found = selection.select(batchMs);
            positions.put(batchMs, bytes(selection.position(batchMs, found)));
            positions.headMap(batchMs - windowMs, true).clear();
            return found.files().stream()
                    .map(file -> file.path() + "@" + file.modifiedMs())
                    .toList();
        }

        void restart() {
            selection = fresh(positions.isEmpty() ? 0 : positions.lastKey() + SECOND / 2);
            positions.forEach((batchMs, bytes) -> selection.restore(batchMs, position(bytes)));
        }

        FilePosition last() {
            return position(positions.lastEntry().getValue());
        }

        private byte[] bytes(FilePosition position) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (RecordWriter writer = new RecordWriter(bytes, codecs, Mode.DURABLE, "a test")) {
                writer.write(position);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        private FilePosition position(byte[] bytes) {
            try (RecordReader reader = new RecordReader(new ByteArrayInputStream(bytes), codecs, Mode.DURABLE)) {
                return (FilePosition) reader.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Run run = new Run(directories, WINDOW, MANY_LOOKS);

    @Test
    void position_hasNothingMoreThanTheBatch_whenAllCanBeLookedAt() {
        for (long t = 1; t <= 200; t++) {
            directories.put("/in", "f" + t, t * SECOND);
            directories.put("/in", "old" + t, 1 - WINDOW);
            run.select(t * SECOND);
            assertThat(run.last().behind()).isEqualTo(new FilePosition.Behind(Map.of(), Map.of(), Map.of()));
            assertThat(run.last().taken()).hasSize(1);
        }
    }

    // ---- what couldn't be looked at when the program ended

    @Test
    void directoryThatCouldNotBeListedForLong_losesNothing_whenTheProgramIsStartedAgain() {
        directories.put("/in", "a", SECOND);
        assertThat(run.select(SECOND)).hasSize(1);
        directories.unreadable.add("/in");
        for (long t = 2; t <= 300; t++) {
            directories.put("/in", "f" + t, t * SECOND);
            directories.put("/other", "f" + t, t * SECOND);
            assertThat(run.select(t * SECOND)).containsExactly("/other/f" + t + "@" + t * SECOND);
        }
        run.restart();
        assertThat(run.select(301 * SECOND)).isEmpty();
        run.restart();
        directories.unreadable.clear();
        assertThat(run.select(302 * SECOND)).hasSize(299).startsWith("/in/f2@2000");
        run.restart();
        assertThat(run.select(303 * SECOND)).isEmpty();
    }

    @Test
    void globThatCouldNotBeMatchedForLong_losesNothing_whenTheProgramIsStartedAgain() {
        directories.put("/in", "a", SECOND);
        assertThat(run.select(SECOND)).hasSize(1);
        directories.unreadable.add("");
        directories.put("/in", "b", 2 * SECOND);
        for (long t = 2; t <= 200; t++) {
            assertThat(run.select(t * SECOND)).isEmpty();
        }
        run.restart();
        directories.files.put("/new", new TreeMap<>(Map.of("c", 3 * SECOND)));
        directories.unreadable.clear();
        assertThat(run.select(201 * SECOND)).containsExactly("/in/b@2000", "/new/c@3000");
        assertThat(run.select(202 * SECOND)).isEmpty();
    }

    @Test
    void fileThatCouldNotBeLookedAtForLong_isTakenOnce_whenTheProgramIsStartedAgain() {
        directories.put("/in", "a", SECOND);
        directories.putDirectory("/in", "job", SECOND);
        directories.unreadable.addAll(List.of("/in/a", "/in/job/"));
        for (long t = 1; t <= 200; t++) {
            assertThat(run.select(t * SECOND)).isEmpty();
        }
        run.restart();
        directories.unreadable.clear();
        assertThat(run.select(201 * SECOND)).containsExactly("/in/a@1000", "/in/job/part@1000");
        run.restart();
        assertThat(run.select(202 * SECOND)).isEmpty();
    }

    @Test
    void manyFilesThatCannotBeLookedAt_holdNothingBack_andAPositionHasAThousandOfThem() {
        assertThat(run.select(SECOND)).isEmpty();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            directories.put("/in", "f" + i, 2 * SECOND);
            paths.add("/in/f" + i);
        }
        directories.unreadable.addAll(paths);
        for (long t = 2; t <= 100; t++) {
            directories.put("/in", "g" + t, t * SECOND);
            assertThat(run.select(t * SECOND)).containsExactly("/in/g" + t + "@" + t * SECOND);
            assertThat(run.last().behind().files()).hasSize(1_000);
            assertThat(run.last().behind().directories()).isEmpty();
        }
        directories.unreadable.clear();
        int taken = 0;
        for (long t = 101; t <= 200; t++) {
            taken += run.select(t * SECOND).size();
        }
        assertThat(taken).isEqualTo(1_500);
    }

    // ---- when the program didn't run

    @Test
    void fileThatWasWrittenBeforeTheLastBatch_andMovedInBehindIt_isTaken_howeverLongTheProgramDidNotRun() {
        directories.put("/in", "a", 100 * SECOND - 10);
        assertThat(run.select(100 * SECOND)).hasSize(1);
        directories.put("/in", "b", 100 * SECOND - 5);
        directories.put("/in", "c", 42 * SECOND);
        directories.put("/in", "too old for the next batch", 41 * SECOND);
        run.restart();
        assertThat(run.select(5_000 * SECOND)).containsExactly("/in/c@42000", "/in/b@99995");
        assertThat(run.select(5_001 * SECOND)).isEmpty();
    }

    @Test
    void windowThatIsLongerInTheNextRun_takesNothingTwice() {
        for (long t = 1; t <= 200; t++) {
            directories.put("/in", "f" + t, t * SECOND);
            run.select(t * SECOND);
        }
        FileSelection longer = new FileSelection(directories, 0, 3 * WINDOW, SECOND);
        run.positions.forEach((batchMs, bytes) -> longer.restore(batchMs, run.position(bytes)));
        for (long t = 201; t <= 500; t++) {
            assertThat(longer.select(t * SECOND).files()).isEmpty();
        }
    }

    @Test
    void fileThatIsInAnOldPosition_andInANewOne_isNotTakenAThirdTime() {
        directories.put("/in", "a", SECOND);
        assertThat(run.select(SECOND)).hasSize(1);
        byte[] old = run.positions.get(SECOND);
        for (long t = 2; t < 100; t++) {
            run.select(t * SECOND);
        }
        directories.put("/in", "a", 100 * SECOND);
        assertThat(run.select(100 * SECOND)).hasSize(1);
        run.positions.put(SECOND, old); // as where positions are remembered for longer
        run.restart();
        for (long t = 101; t < 200; t++) {
            assertThat(run.select(t * SECOND)).isEmpty();
        }
    }

    // ---- at random

    /** What can't be looked at, for how long, changes now and then. */
    private static void disturb(Random random, FakeDirectories directories, List<String> paths) {
        String path = paths.get(random.nextInt(paths.size()));
        if (random.nextInt(8) == 0) {
            directories.unreadable.add(path);
        }
        if (random.nextInt(10) == 0) {
            directories.unreadable.clear();
        }
    }

    /** Files of few names come, change and go, directories too; batches are left out, and one of the runs is ended again and again. */
    @Test
    void runThatIsEndedAndRestored_hasTheBatchesOfOneThatIsNot() {
        long first = Long.getLong("test.seed", 1L);
        int taken = 0;
        for (long seed = first; seed < first + CASES; seed++) {
            Random random = new Random(seed);
            FakeDirectories changing = new FakeDirectories("/in", "/other");
            List<String> paths = new ArrayList<>(List.of("", "/in", "/other", "/in/job", "/in/job/"));
            List.of("a", "b", "c", "d").forEach(name -> paths.addAll(List.of("/in/" + name, "/other/" + name)));
            long windowMs = (1 + random.nextInt(6)) * SECOND;
            Run whole = new Run(changing, windowMs, MANY_LOOKS);
            Run ended = new Run(changing, windowMs, MANY_LOOKS);
            long t = 1_000;
            for (int step = 0; step < STEPS; step++) {
                t += random.nextInt(6) == 0 ? 1 + random.nextInt(15) : 1;
                act(random, changing, t * SECOND);
                disturb(random, changing, paths);
                List<String> expected = whole.select(t * SECOND);
                assertThat(ended.select(t * SECOND))
                        .as("-Dtest.seed=%s, batch %s", seed, t)
                        .isEqualTo(expected);
                taken += expected.size();
                if (random.nextInt(3) == 0) {
                    ended.restart();
                }
            }
        }
        assertThat(taken).as("files that were in batches").isGreaterThan(CASES);
    }

    private static void act(Random random, FakeDirectories directories, long nowMs) {
        for (int i = random.nextInt(4); i > 0; i--) {
            String directory = random.nextBoolean() ? "/in" : "/other";
            Map<String, Long> there = directories.files.get(directory);
            long modifiedMs = nowMs + random.nextInt(12_000) - 8_000;
            if (there == null) {
                directories.files.put(directory, new TreeMap<>());
            } else if (random.nextInt(12) == 0) {
                directories.files.remove(directory);
            } else if (random.nextInt(4) == 0) {
                there.remove(List.of("a", "b", "c", "d", "job").get(random.nextInt(5)));
            } else if (random.nextInt(5) == 0 && directory.equals("/in")) {
                directories.putDirectory("/in", "job", modifiedMs);
            } else {
                there.put(List.of("a", "b", "c", "d").get(random.nextInt(4)), modifiedMs);
            }
        }
    }

    /** Each comes less than a window late; then batches are left out, nothing can be looked at, and the run is ended, for shorter and longer than that. */
    @Test
    void fileThatComesInTime_isInOneBatch_whateverCannotBeLookedAtAndWheneverTheProgramDoesNotRun() {
        long first = Long.getLong("test.seed", 1L);
        for (long seed = first; seed < first + CASES; seed++) {
            Random random = new Random(seed);
            FakeDirectories filling = new FakeDirectories("/in", "/other");
            List<String> paths = new ArrayList<>(List.of("", "/in", "/other"));
            long windowMs = (1 + random.nextInt(6)) * SECOND;
            Run run = new Run(filling, windowMs, random.nextBoolean() ? 0 : MANY_LOOKS);
            Map<String, Integer> expected = new HashMap<>();
            Map<String, Integer> got = new HashMap<>();
            long t = 1_000;
            run.select(t * SECOND);
            for (int step = 0; step < STEPS; step++) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    String directory = random.nextBoolean() ? "/in" : "/other";
                    String path = directory + "/f" + expected.size();
                    long modifiedMs = (t + 1) * SECOND - random.nextInt((int) windowMs);
                    filling.put(directory, "f" + expected.size(), modifiedMs);
                    expected.put(path + "@" + modifiedMs, 1);
                    paths.add(path);
                }
                disturb(random, filling, paths);
                t += random.nextInt(6) == 0 ? 1 + random.nextInt(15) : 1;
                run.select(t * SECOND).forEach(file -> got.merge(file, 1, Integer::sum));
                if (random.nextInt(3) == 0) {
                    run.restart();
                }
            }
            filling.unreadable.clear();
            for (int i = 1; i <= 20; i++) {
                run.select((t + i) * SECOND).forEach(file -> got.merge(file, 1, Integer::sum));
            }
            assertThat(got).as("-Dtest.seed=%s", seed).isEqualTo(expected);
            assertThat(Collections.max(got.values())).isEqualTo(1);
        }
    }
}
