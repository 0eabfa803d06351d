// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.TaskContext;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.file.FileFormat;
import io.waterclock.streaming.file.FileInputDStream;
import io.waterclock.streaming.listener.BatchInfo;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.listener.StreamingListenerBatchSubmitted;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of the files of a directory: what is taken, when, and what is said of the rest. */
class FileStreamsTest {
    private static final String NOTICES = "io.waterclock.streaming.file.FileNotices";

    @TempDir
    Path dir;

    private StreamingTestKit kit;
    private final List<BatchInfo> submitted = new ArrayList<>();
    private final List<BatchInfo> completed = new ArrayList<>();

    @BeforeEach
    void open() {
        open(StreamingTestKit.builder());
    }

    private void open(StreamingTestKit.Builder builder) {
        kit = builder.build();
        kit.context().addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchSubmitted(StreamingListenerBatchSubmitted e) {
                submitted.add(e.batchInfo());
            }

            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted e) {
                completed.add(e.batchInfo());
            }
        });
    }

    private void reopen(StreamingTestKit.Builder builder) {
        kit.close();
        open(builder);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private long now() {
        return kit.clock().currentTimeMs();
    }

    private TestOutput<String> watch() {
        return kit.collect(kit.context().textFileStream(dir.toString()));
    }

    private Path file(String name, String content, long modifiedMs) {
        return file(dir.resolve(name), content.getBytes(StandardCharsets.UTF_8), modifiedMs);
    }

    private static Path file(Path path, byte[] content, long modifiedMs) {
        try {
            Files.write(path, content);
            return stamp(path, modifiedMs);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path stamp(Path path, long modifiedMs) {
        try {
            return Files.setLastModifiedTime(path, FileTime.fromMillis(modifiedMs));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static StreamInputInfo input(BatchInfo batch) {
        return batch.streamIdToInputInfo().get(0);
    }

    // ---- when a file is taken

    @Test
    void newFile_isInTheBatchOfItsTime_once() {
        TestOutput<String> out = watch();
        file("a.txt", "one\ntwo\n", now() + 1);
        file("b.txt", "three", now() + 1_000);
        file("c.txt", "four", now() + 1_001);
        kit.advance(4);
        assertThat(out.batches())
                .containsExactly(List.of("one", "two", "three"), List.of("four"), List.of(), List.of());
    }

    @Test
    void futureTime_isTakenLater() {
        TestOutput<String> out = watch();
        file("later.txt", "later", now() + 3_500);
        kit.advance(5);
        assertThat(out.batches()).containsExactly(List.of(), List.of(), List.of(), List.of("later"), List.of());
    }

    @Test
    void filesFromBeforeTheStream_stayOut_unlessAskedFor() {
        file("old.txt", "old", now() - 5_000);
        file("just.txt", "just", now());
        file("ancient.txt", "ancient", now() - 60_000);
        TestOutput<String> onlyNew = watch();
        TestOutput<String> all =
                kit.collect(kit.context().fileStream(dir.toString(), FileFormat.text(), path -> true, false));
        file("new.txt", "new", now() + 1);
        kit.advance(2);
        assertThat(onlyNew.batches()).containsExactly(List.of("new"), List.of());
        assertThat(all.batches()).containsExactly(List.of("old", "just", "new"), List.of());
    }

    @Test
    void rememberWindow_isWholeBatchesOfAtLeastTheSetting() {
        reopen(StreamingTestKit.builder()
                .batchInterval(Durations.seconds(2))
                .set("waterclock.streaming.fileStream.minRememberDuration", "3s")
                .set("waterclock.streaming.minRememberDuration", "1h"));
        TestOutput<String> out = watch();
        kit.advance(5);
        long next = now() + 2_000;
        file("in.txt", "in", next - 3_999);
        file("out.txt", "out", next - 4_000);
        kit.advance(1);
        assertThat(out.last()).containsExactly("in");
    }

    @Test
    void rememberWindow_hasAFormerName_andADefaultOfAMinute() {
        reopen(StreamingTestKit.builder().set("waterclock.streaming.minRememberDuration", "5s"));
        TestOutput<String> five = watch();
        kit.advance(100);
        long next = now() + 1_000;
        file("in.txt", "in", next - 4_999);
        file("out.txt", "out", next - 5_000);
        kit.advance(1);
        assertThat(five.last()).containsExactly("in");
        reopen(StreamingTestKit.builder());
        TestOutput<String> minute = watch();
        kit.advance(100);
        next = now() + 1_000;
        file("in2.txt", "in", next - 59_999);
        file("out2.txt", "out", next - 60_000);
        kit.advance(1);
        assertThat(minute.last()).containsExactly("in");
    }

    @Test
    void oldTimeStamp_isIgnored_countedAndSaidOnce() {
        try (Logged log = Logged.of(NOTICES)) {
            TestOutput<String> out = watch();
            kit.advance(70);
            file("moved-in.txt", "old", now() - 65_000);
            kit.advance(1);
            file("too.txt", "old", now() - 65_000);
            kit.advance(2);
            assertThat(out.all()).isEmpty();
            assertThat(log.texts())
                    .singleElement()
                    .asString()
                    .startsWith("textFileStream at FileStreamsTest.java:")
                    .contains(": 1 file came with a time of change that is too old")
                    .contains(dir.resolve("moved-in.txt").toString())
                    .contains("touch it before, or raise waterclock.streaming.fileStream.minRememberDuration");
        }
        assertThat(completed.subList(69, 73))
                .extracting(batch -> input(batch).metadata().get(FileInputDStream.METADATA_KEY_IGNORED))
                .containsExactly(null, 1L, 1L, null);
        assertThat(input(completed.get(70)).metadataDescription()).hasValue("0 files; 1 ignored for being too old");
    }

    @Test
    void filesThatWereThereBefore_areSaidAsInformation() {
        file("old.txt", "old", now() - 5_000);
        try (Logged log = Logged.of(NOTICES)) {
            TestOutput<String> out = watch();
            kit.advance(2);
            assertThat(out.all()).isEmpty();
            assertThat(log.texts())
                    .singleElement()
                    .asString()
                    .contains("\"" + dir + "\" has 1 file older than what the stream takes");
        }
        assertThat(input(completed.get(0)).metadata()).containsEntry(FileInputDStream.METADATA_KEY_IGNORED, 1L);
        assertThat(input(completed.get(1)).metadata()).doesNotContainKey(FileInputDStream.METADATA_KEY_IGNORED);
    }

    @Test
    void takenFile_isNeverCountedAsIgnored() {
        TestOutput<String> out = watch();
        file("a.txt", "a", now() + 1);
        kit.advance(200);
        assertThat(out.all()).containsExactly("a");
        assertThat(completed)
                .allSatisfy(batch ->
                        assertThat(input(batch).metadata()).doesNotContainKey(FileInputDStream.METADATA_KEY_IGNORED));
    }

    @Test
    void changedFile_isNotReadAgainWhileItIsRemembered() {
        TestOutput<String> out = watch();
        file("log.txt", "one\n", now() + 1);
        kit.advance(1);
        for (int i = 0; i < 58; i++) {
            file("log.txt", "one\ntwo\n", now() + 1);
            kit.advance(1);
        }
        assertThat(out.all()).containsExactly("one");
        kit.advance(70);
        assertThat(out.all()).as("the last change is younger than the window").containsExactly("one", "one", "two");
    }

    @Test
    void fileThatIsReplacedMuchLater_isAnotherFile() {
        TestOutput<String> out = watch();
        file("report.csv", "monday", now() + 1);
        kit.advance(100);
        file("report.csv", "tuesday", now() + 1);
        kit.advance(2);
        assertThat(out.all()).containsExactly("monday", "tuesday");
    }

    @Test
    void lateBatches_areWalkedInOrder_eachFileInTheBatchOfItsTime() {
        TestOutput<String> out = watch();
        kit.advance(1);
        for (int i = 0; i < 300; i++) {
            file("f" + i, String.valueOf(i), now() + 1_000L * i + 500);
        }
        kit.jump(Duration.ofSeconds(300));
        assertThat(out.times()).hasSize(301);
        for (int i = 0; i < 300; i++) {
            assertThat(out.batch(i + 1)).containsExactly(String.valueOf(i));
        }
    }

    @Test
    void renamedFile_isReadInRealTime() throws Exception {
        Seen<String> seen = new Seen<>();
        Seen<Long> times = new Seen<>();
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[2]").setAppName("files");
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(50))) {
            ssc.textFileStream(dir.toString()).foreachRDD((rdd, time) -> {
                seen.addAll(rdd.collect());
                times.add(time.milliseconds());
            });
            ssc.start();
            times.await(2); // a file system's clock may be some milliseconds behind
            for (int i = 1; i <= 5; i++) {
                Path whole = Files.writeString(dir.resolve("_being-written"), "line " + i);
                Files.move(whole, dir.resolve("file" + i));
                seen.await(i);
            }
        }
        assertThat(seen.now()).containsExactly("line 1", "line 2", "line 3", "line 4", "line 5");
    }

    // ---- what is taken

    @Test
    void hiddenFiles_areSkipped_andBreakNothing() throws IOException {
        TestOutput<String> out = watch();
        TestOutput<String> filtered =
                kit.collect(kit.context().fileStream(dir.toString(), FileFormat.text(), path -> true, false));
        file("_SUCCESS", "no", now() + 1);
        file(".part.txt.crc", "no", now() + 1);
        file("_temporary.txt", "no", now() + 1);
        Files.createDirectory(dir.resolve("_temporary"));
        file("yes", "yes", now() + 1);
        kit.advance(2);
        assertThat(out.all()).containsExactly("yes");
        assertThat(filtered.all()).containsExactly("yes");
    }

    @Test
    void filter_choosesFilesByTheirPaths() {
        TestOutput<String> out = kit.collect(kit.context()
                .fileStream(
                        dir.toString(),
                        FileFormat.text(),
                        path -> path.getFileName().toString().endsWith(".csv"),
                        true));
        file("a.csv", "a", now() + 1);
        file("a.tmp", "no", now() + 1);
        kit.advance(1);
        assertThat(out.batch(0)).containsExactly("a");
    }

    @Test
    void filesOfABatch_areInTheOrderOfTheirTimes_thenNames_aPartitionEach() {
        TestOutput<String> out = watch();
        file("c", "1", now() + 1);
        file("b", "3", now() + 2);
        file("a", "4", now() + 2);
        file("d", "", now() + 3);
        kit.advance(2);
        assertThat(out.partitions(0)).containsExactly(List.of("1"), List.of("4"), List.of("3"), List.of());
        assertThat(out.partitions(1)).isEmpty();
    }

    @Test
    void largeTextFile_isSeveralPartitions() {
        List<Integer> partitions = new ArrayList<>();
        DStream<String> lines = kit.context().textFileStream(dir.toString());
        lines.foreachRDD(rdd -> partitions.add(rdd.getNumPartitions()));
        file(dir.resolve("large"), new byte[70 << 20], now() + 1);
        kit.advance(1);
        assertThat(partitions).containsExactly(3);
    }

    @Test
    void emptyFile_givesNothing_andNobodyComplains() {
        try (Logged log = Logged.of("io.waterclock")) {
            TestOutput<String> out = watch();
            file("empty", "", now() + 1);
            kit.advance(1);
            assertThat(out.batch(0)).isEmpty();
            assertThat(log.texts()).isEmpty();
        }
        assertThat(completed.get(0).numRecords()).isZero();
        assertThat(input(completed.get(0)).metadata())
                .containsEntry(
                        FileInputDStream.METADATA_KEY_FILES,
                        List.of(dir.resolve("empty").toString()));
    }

    @Test
    void subDirectory_countsAsOneFile_itsFilesAreRead_butNotThoseBelow() throws IOException {
        TestOutput<String> out = watch();
        Path sub = Files.createDirectories(dir.resolve("sub/below")).getParent();
        file(sub.resolve("below/no"), "no".getBytes(StandardCharsets.UTF_8), now() + 1);
        file(sub.resolve("b"), "b".getBytes(StandardCharsets.UTF_8), now() - 3_600_000);
        file(sub.resolve("a"), "a".getBytes(StandardCharsets.UTF_8), now() + 9_000);
        file(sub.resolve("_SUCCESS"), "no".getBytes(StandardCharsets.UTF_8), now() + 1);
        stamp(sub, now() + 1_500);
        kit.advance(2);
        file(sub.resolve("late"), "late".getBytes(StandardCharsets.UTF_8), now() + 1);
        stamp(sub, now() + 1);
        kit.advance(2);
        assertThat(out.batches()).containsExactly(List.of(), List.of("a", "b"), List.of(), List.of());
    }

    @Test
    void subDirectoryThatAJobIsWritingTo_isTakenWhenTheJobHasEnded() throws IOException {
        TestOutput<String> out = watch();
        Path sub = Files.createDirectories(dir.resolve("output/_temporary")).getParent();
        file(sub.resolve("part-00000"), "whole".getBytes(StandardCharsets.UTF_8), now() + 1);
        stamp(sub, now() + 1);
        kit.advance(2);
        assertThat(out.all()).isEmpty();
        Files.delete(sub.resolve("_temporary"));
        stamp(sub, now() + 1);
        kit.advance(1);
        assertThat(out.last()).containsExactly("whole");
    }

    @Test
    void compressedFile_isReadThroughItsCodec() throws IOException {
        TestOutput<String> out = watch();
        Path gz = dir.resolve("a.gz");
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(gz))) {
            packed.write("x\ny\n".getBytes(StandardCharsets.UTF_8));
        }
        stamp(gz, now() + 1);
        kit.advance(1);
        assertThat(out.batch(0)).containsExactly("x", "y");
    }

    // ---- directories

    @Test
    void globOfDirectories_newOnesArePickedUp() throws IOException {
        TestOutput<String> out = kit.collect(kit.context().textFileStream(dir + "/day=*/{a,b}"));
        Path first = Files.createDirectories(dir.resolve("day=1/a"));
        Files.createDirectories(dir.resolve("day=1/c"));
        Files.createDirectories(dir.resolve("night=1/a"));
        file(first.resolve("f"), "1a".getBytes(StandardCharsets.UTF_8), now() + 1);
        file(dir.resolve("day=1/c/f"), "no".getBytes(StandardCharsets.UTF_8), now() + 1);
        file(dir.resolve("night=1/a/f"), "no".getBytes(StandardCharsets.UTF_8), now() + 1);
        kit.advance(1);
        Path second = Files.createDirectories(dir.resolve("day=2/b"));
        file(second.resolve("f"), "2b".getBytes(StandardCharsets.UTF_8), now() + 1);
        file(dir.resolve("day=3"), "a file that matches is no directory".getBytes(StandardCharsets.UTF_8), now() + 1);
        kit.advance(1);
        assertThat(out.batches()).containsExactly(List.of("1a"), List.of("2b"));
    }

    @Test
    void missingDirectory_isSaidOnce_andAgainWhenItHasGone_andWorksWhenItIsThere() throws IOException {
        try (Logged log = Logged.of(NOTICES)) {
            Path in = dir.resolve("in");
            TestOutput<String> out = kit.collect(kit.context().textFileStream(in.toString()));
            kit.advance(3);
            assertThat(log.texts())
                    .singleElement()
                    .asString()
                    .contains(": there is no directory \"" + in + "\", so batches are empty");
            Files.createDirectory(in);
            file(in.resolve("a"), "a".getBytes(StandardCharsets.UTF_8), now() + 1);
            kit.advance(1);
            Files.delete(in.resolve("a"));
            Files.delete(in);
            kit.advance(2);
            assertThat(log.texts()).hasSize(2);
            assertThat(log.texts().get(1)).contains("there is no directory \"" + in + "\" any more");
            Files.createDirectory(in);
            file(in.resolve("b"), "b".getBytes(StandardCharsets.UTF_8), now() + 1);
            kit.advance(1);
            assertThat(log.texts()).hasSize(2);
            assertThat(out.batches())
                    .containsExactly(List.of(), List.of(), List.of(), List.of("a"), List.of(), List.of(), List.of("b"));
        }
    }

    @Test
    void pathsOfOtherKinds_areRefusedAtTheCall() {
        Path file = file("file", "x", now());
        assertThatThrownBy(() -> kit.context().textFileStream(file.toString()))
                .isInstanceOf(WaterclockException.class)
                .hasMessageStartingWith("textFileStream at FileStreamsTest.java:")
                .hasMessageContaining("is a file, and a stream watches directories")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.INPUT_NOT_FOUND);
        assertThatThrownBy(() -> kit.context().textFileStream("hdfs://nn/in"))
                .hasMessageStartingWith("textFileStream at FileStreamsTest.java:")
                .hasMessageContaining("is on the file system \"hdfs\", and only local files are known here");
        assertThatThrownBy(() -> kit.context().textFileStream(dir + "/{a"))
                .hasMessageStartingWith("textFileStream at FileStreamsTest.java:")
                .hasMessageContaining("is not a glob: the { at character");
        assertThatThrownBy(() -> kit.context().textFileStream(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("textFileStream at FileStreamsTest.java:")
                .hasMessageContaining("a path is empty");
        assertThatThrownBy(() -> kit.context().textFileStream(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the directory is null");
        assertThatThrownBy(() -> kit.context().fileStream(dir.toString(), null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageMatching("fileStream at FileStreamsTest.java:\\d+: the format is null");
        assertThatThrownBy(() -> kit.context().fileStream(dir.toString(), FileFormat.text(), null, true))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the filter is null");
        assertThat(kit.context().graph().inputs())
                .as("inputs that were refused")
                .isEmpty();
    }

    // ---- formats

    @Test
    void binaryRecords_areCountedBeforeTheyAreRead() {
        DStream<byte[]> records = kit.context().binaryRecordsStream(dir.toString(), 2);
        TestOutput<String> out = kit.collect(records.map(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
        file("a", "aabbcc", now() + 1);
        file("b", "dd", now() + 2);
        kit.advance(1);
        assertThat(out.batch(0)).containsExactly("aa", "bb", "cc", "dd");
        assertThat(submitted.get(0).numRecords()).isEqualTo(4);
        assertThat(completed.get(0).numRecords()).isEqualTo(4);
    }

    @Test
    void binaryFileWithBytesLeftOver_failsNamingFileLengthAndRecordLength() {
        kit.context().binaryRecordsStream(dir.toString(), 4).foreachRDD(rdd -> rdd.count());
        Path bad = file("bad", "0123456789", now() + 1);
        assertThatThrownBy(() -> kit.advance(1))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("binaryRecordsStream at FileStreamsTest.java:")
                .hasMessageContaining(
                        bad + " has 10 bytes, which is no whole number of records of 4 bytes: 2 would be left over")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_OPERATION_FAILED);
    }

    @Test
    void recordLengthBelowOne_isRefusedAtTheCall() {
        for (int length : new int[] {0, -1}) {
            assertThatThrownBy(() -> kit.context().binaryRecordsStream(dir.toString(), length))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "binaryRecordsStream at FileStreamsTest.java:\\d+: The length of a record must be"
                                    + " at least 1 byte, not " + length);
        }
    }

    @Test
    void formatOfAFunction_readsEachFileAsAWhole() {
        FileFormat<Integer> format =
                FileFormat.reading(in -> new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                        .lines()
                        .skip(1)
                        .map(Integer::parseInt)
                        .iterator());
        TestOutput<Integer> out = kit.collect(kit.context().fileStream(dir.toString(), format));
        file("a.csv", "header\n1\n2\n", now() + 1);
        file("b.csv", "header\n3\n", now() + 2);
        kit.advance(1);
        assertThat(out.partitions(0)).containsExactly(List.of(1, 2), List.of(3));
        assertThat(completed.get(0).numRecords()).isEqualTo(3);
        file("c.csv", "header\n4\nfive\n", now() + 1);
        assertThatThrownBy(() -> kit.advance(1))
                .hasMessageContaining("The function of fileStream at FileStreamsTest.java:")
                .hasMessageContaining("failed to read " + dir.resolve("c.csv") + " behind record 1")
                .hasMessageContaining("five");
    }

    @Test
    void filterThatFails_failsTheBatch_namingTheStream() {
        kit.context()
                .fileStream(
                        dir.toString(),
                        FileFormat.text(),
                        path -> {
                            throw new IOException("no idea");
                        },
                        true)
                .print();
        file("a", "a", now() + 1);
        assertThatThrownBy(() -> kit.advance(1))
                .hasMessageContaining("could not be made")
                .hasMessageContaining("The filter of fileStream at FileStreamsTest.java:")
                .hasMessageContaining("failed for " + dir.resolve("a") + ": java.io.IOException: no idea")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.BATCH_GENERATION_FAILED);
    }

    // ---- what a batch is said to have

    @ParameterizedTest
    @ValueSource(strings = {"local", "local[2]", "inline"})
    void countsAreTrue_whenTheBatchIsDone_howeverOftenItWasRead(String master) {
        reopen(StreamingTestKit.builder().master(master));
        DStream<String> lines = kit.context().textFileStream(dir.toString());
        lines.foreachRDD(rdd -> rdd.count());
        lines.filter(line -> line.startsWith("t")).foreachRDD(rdd -> rdd.collect());
        file("a", "one\ntwo\nthree", now() + 1);
        file("b", "four\n", now() + 1);
        kit.advance(1);
        assertThat(submitted.get(0).numRecords()).isZero();
        assertThat(input(submitted.get(0)).metadataDescription())
                .hasValue("2 files, whose records are counted as they are read\n" + dir.resolve("a") + "\n"
                        + dir.resolve("b"));
        assertThat(completed.get(0).numRecords()).isEqualTo(4);
        assertThat(input(completed.get(0)).metadataDescription())
                .hasValue("2 files\n" + dir.resolve("a") + "\n" + dir.resolve("b"));
    }

    @Test
    void countOfABatchThatWasReadInPart_isWhatWasRead_andIsSaid() {
        DStream<String> lines = kit.context().textFileStream(dir.toString());
        lines.foreachRDD(rdd -> rdd.take(2));
        lines.foreachRDD(rdd -> rdd.take(1));
        file("a", "1\n2\n3\n4\n", now() + 1);
        file("b", "5\n", now() + 2);
        kit.advance(1);
        assertThat(completed.get(0).numRecords()).isEqualTo(2);
        assertThat(input(completed.get(0)).metadataDescription().orElse(""))
                .startsWith("2 files, not all read to the end: counted is what was read\n");
    }

    @Test
    void countsOfRetriedTasks_countEachRecordOnce() {
        reopen(StreamingTestKit.builder().master("local[2,3]"));
        kit.context()
                .textFileStream(dir.toString())
                .foreachRDD(rdd -> rdd.foreachPartition(lines -> {
                    int n = 0;
                    while (lines.hasNext()) {
                        lines.next();
                        n++;
                    }
                    if (n > 2 && TaskContext.get().attemptNumber() < 2) {
                        throw new IOException("once more");
                    }
                }));
        file("a", "1\n2\n3\n", now() + 1);
        file("b", "4\n5\n", now() + 1);
        kit.advance(1);
        assertThat(completed.get(0).numRecords()).isEqualTo(5);
    }

    @Test
    void filesAreListed_allInTheMetadata_aHundredInTheText() {
        watch();
        for (int i = 0; i < 123; i++) {
            file("f" + (1000 + i), "x", now() + 1);
        }
        kit.advance(1);
        StreamInputInfo info = input(submitted.get(0));
        assertThat((List<?>) info.metadata().get(FileInputDStream.METADATA_KEY_FILES))
                .hasSize(123);
        assertThat(info.metadataDescription().orElse("").lines())
                .hasSize(102)
                .startsWith(
                        "123 files, whose records are counted as they are read",
                        dir.resolve("f1000").toString())
                .endsWith("and 23 more");
        assertThat(completed.get(0).numRecords()).isEqualTo(123);
    }

    @Test
    void batchWithoutFiles_hasThatSaid() {
        watch();
        kit.advance(1);
        assertThat(completed.get(0).batchTime()).isEqualTo(new Time(now()));
        assertThat(input(completed.get(0)).metadataDescription()).hasValue("0 files");
        assertThat(input(completed.get(0)).metadata()).containsEntry(FileInputDStream.METADATA_KEY_FILES, List.of());
    }
}
