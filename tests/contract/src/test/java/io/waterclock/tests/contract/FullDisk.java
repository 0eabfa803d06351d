// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A program whose files can't be larger than a megabyte: writing fails in the middle of a file. Run in a JVM of its own. */
final class FullDisk {
    private static final Pattern MESSAGE = Pattern.compile(
            "Writing \\d+ bytes at \\d+ of the temporary file [a-z]+-\\d+ in .*waterclock-.* \\(\\d+ MB free there\\): .*File too"
                    + " large.*\\. Make room, or let waterclock.local.dir name a directory, .*");
    private static final int MUCH = 40_000;
    private static final int LITTLE = 1_000;
    private static final int PARTITIONS = 4;

    private FullDisk() {}

    /** @param args where files go */
    public static void main(String[] args) throws Exception {
        Path dir = Path.of(args[0]);
        WaterclockConf conf = new WaterclockConf()
                .setMaster("local[2,2]")
                .set("waterclock.local.dir", dir.resolve("temporary").toString())
                .set("waterclock.embedded.memory.bytes", "64k");
        try (WaterclockContext wc = new WaterclockContext(conf)) {
            shuffleFails_andTheNextWorks(wc, dir);
            keepingOnDiskFails_andTheNextWorks(wc, dir, StorageLevel.DISK_ONLY);
            keepingOnDiskFails_andTheNextWorks(wc, dir, StorageLevel.MEMORY_AND_DISK);
            savingFails_andTheNextWorks(wc, dir);
            makeRoom();
            require(group(wc, MUCH) == MUCH, "when there is room, all is well");
        }
        require(files(dir.resolve("temporary")).isEmpty(), "after close");
    }

    private static RDD<String> texts(WaterclockContext wc, int records) {
        return wc.parallelize(IntStream.range(0, records).boxed().toList(), PARTITIONS)
                .map(i -> i + "-" + "x".repeat(200));
    }

    private static long group(WaterclockContext wc, int records) {
        return texts(wc, records)
                .mapToPair(text -> new Tuple2<>(text.length() % 2, text))
                .groupByKey(2)
                .map(group -> {
                    long size = 0;
                    for (String text : group._2()) {
                        size += text.isEmpty() ? 0 : 1;
                    }
                    return size;
                })
                .reduce(Long::sum);
    }

    private static void shuffleFails_andTheNextWorks(WaterclockContext wc, Path dir) throws IOException {
        WaterclockException failure = failureOf(() -> group(wc, MUCH));
        require(failure.code() == ErrorCode.LOCAL_STORAGE_FAILED, "code of " + failure);
        require(MESSAGE.matcher(failure.getMessage()).matches(), failure.getMessage());
        require(files(dir).stream().noneMatch(name -> name.startsWith("shuffle-")), "left: " + files(dir));
        require(group(wc, LITTLE) == LITTLE, "less fits");
    }

    private static void keepingOnDiskFails_andTheNextWorks(WaterclockContext wc, Path dir, StorageLevel level)
            throws IOException {
        RDD<String> kept = texts(wc, MUCH).persist(level);
        WaterclockException failure = failureOf(kept::count);
        require(failure.code() == ErrorCode.LOCAL_STORAGE_FAILED, "code of " + failure);
        require(MESSAGE.matcher(failure.getMessage()).matches(), failure.getMessage());
        kept.unpersist();
        require(files(dir).stream().noneMatch(name -> name.startsWith("cache-")), "left: " + files(dir));
        RDD<String> less = texts(wc, LITTLE).persist(level);
        for (int reading = 0; reading < 2; reading++) {
            require(less.count() == LITTLE, "less fits");
        }
        less.unpersist();
    }

    private static void savingFails_andTheNextWorks(WaterclockContext wc, Path dir) throws IOException {
        Path out = dir.resolve("out");
        WaterclockException failure = failureOf(() -> texts(wc, MUCH).saveAsTextFile(out.toString()));
        require(failure.code() == ErrorCode.OUTPUT_FAILED, "code of " + failure);
        require(
                failure.getMessage().contains("part-0000")
                        && failure.getMessage().contains("File too large"),
                failure.getMessage());
        require(!files(dir).contains("_SUCCESS"), "no success");
        require(files(dir).stream().noneMatch(name -> name.contains("part-")), "left: " + files(dir));
        texts(wc, LITTLE).saveAsTextFile(dir.resolve("out2").toString());
        require(wc.textFile(dir.resolve("out2").toString()).count() == LITTLE, "less fits");
    }

    /** Lifts the limit that the shell has set. */
    private static void makeRoom() throws Exception {
        Process process = new ProcessBuilder(
                        "prlimit", "--pid=" + ProcessHandle.current().pid(), "--fsize=unlimited:")
                .inheritIO()
                .start();
        require(process.waitFor() == 0, "prlimit");
    }

    private static WaterclockException failureOf(Runnable job) {
        try {
            job.run();
        } catch (WaterclockException e) {
            return e;
        }
        throw new AssertionError("there was room for it");
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }

    private static void require(boolean ok, String what) {
        if (!ok) {
            throw new AssertionError(what);
        }
    }
}
