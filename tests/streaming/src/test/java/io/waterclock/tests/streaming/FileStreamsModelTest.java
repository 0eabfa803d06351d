// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.streaming.file.FileFormat;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory in which files come, change, go and come back, against the rules written down once more, naively. */
class FileStreamsModelTest {
    private static final int CASES = 300;
    private static final int STEPS = 12;
    private static final long SECOND = 1_000;

    @TempDir
    Path folder;

    /** What is in the directory: a file, or a directory with one file. */
    private record Item(String content, long modifiedMs) {}

    /** The rules. */
    private static final class Model {
        private final long initialMs;
        private final long windowMs;
        private final Map<String, Long> takenAt = new HashMap<>();
        private final List<List<String>> batches = new ArrayList<>();

        Model(long initialMs, long windowMs) {
            this.initialMs = initialMs;
            this.windowMs = windowMs;
        }

        void batch(long time, Map<String, Item> directory) {
            takenAt.values().removeIf(at -> at <= time - windowMs);
            List<String> names = new ArrayList<>();
            directory.forEach((name, item) -> {
                boolean isHidden = name.startsWith(".") || name.startsWith("_");
                boolean isDue = item.modifiedMs > Math.max(initialMs, time - windowMs) && item.modifiedMs <= time;
                if (!isHidden && isDue && !takenAt.containsKey(name)) {
                    names.add(name);
                }
            });
            names.sort(Comparator.comparingLong((String name) -> directory.get(name).modifiedMs)
                    .thenComparing(Comparator.naturalOrder()));
            names.forEach(name -> takenAt.put(name, time));
            batches.add(names.stream().map(name -> directory.get(name).content).toList());
        }
    }

    @Test
    void batchesHaveWhatTheRulesSay() throws IOException {
        long first = Long.getLong("test.seed", 1L);
        int taken = 0;
        for (long seed = first; seed < first + CASES; seed++) {
            taken += run(seed);
        }
        assertThat(taken).as("files that were in batches").isGreaterThan(CASES);
    }

    private int run(long seed) throws IOException {
        Random random = new Random(seed);
        Path dir = Files.createDirectories(folder.resolve("case" + seed));
        Map<String, Item> items = new TreeMap<>();
        long windowMs = (1 + random.nextInt(6)) * SECOND;
        boolean newFilesOnly = random.nextBoolean();
        try (StreamingTestKit kit = StreamingTestKit.builder()
                .set("waterclock.streaming.fileStream.minRememberDuration", windowMs - random.nextInt(999) + "ms")
                .build()) {
            long begin = kit.clock().currentTimeMs();
            act(random, dir, items, begin);
            Model model = new Model(newFilesOnly ? begin : 0, windowMs);
            TestOutput<String> out = kit.collect(
                    kit.context().fileStream(dir.toString(), FileFormat.text(), path -> true, newFilesOnly));
            for (int step = 0; step < STEPS; step++) {
                act(random, dir, items, kit.clock().currentTimeMs());
                int batches = random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(8);
                boolean isAway = random.nextInt(12) == 0;
                Path away = folder.resolve("away");
                if (isAway) {
                    Files.move(dir, away);
                }
                for (int i = 1; i <= batches; i++) {
                    long time = kit.clock().currentTimeMs() + i * SECOND;
                    model.batch(time, isAway ? Map.of() : items);
                }
                kit.jump(Duration.ofSeconds(batches));
                if (isAway) {
                    Files.move(away, dir);
                }
            }
            assertThat(out.batches())
                    .as("-Dtest.seed=%s: window %s ms, only new files: %s", seed, windowMs, newFilesOnly)
                    .isEqualTo(model.batches);
            return out.all().size();
        }
    }

    /** Some files come, change or go. */
    private static void act(Random random, Path dir, Map<String, Item> items, long now) throws IOException {
        int actions = random.nextInt(4);
        for (int i = 0; i < actions; i++) {
            String name = List.of("a", "b", "c", "d.txt", "e e", "dir1", "dir2", "_h", ".h")
                    .get(random.nextInt(9));
            Path path = dir.resolve(name);
            if (random.nextInt(4) == 0) {
                items.remove(name);
                if (name.startsWith("dir")) {
                    Files.deleteIfExists(path.resolve("inside"));
                }
                Files.deleteIfExists(path);
                continue;
            }
            boolean isDirectory = name.startsWith("dir");
            String content = name + " " + random.nextInt(1_000_000);
            if (isDirectory) {
                Files.createDirectories(path);
            }
            Files.writeString(isDirectory ? path.resolve("inside") : path, content);
            long modifiedMs = now + random.nextInt(12_000) - 8_000;
            Files.setLastModifiedTime(path, FileTime.fromMillis(modifiedMs));
            items.put(name, new Item(content, modifiedMs));
        }
    }
}
