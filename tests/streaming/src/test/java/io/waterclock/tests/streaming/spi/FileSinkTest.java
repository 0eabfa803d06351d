// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.sink.FileSink;
import io.waterclock.streaming.sink.SinkBatch;
import io.waterclock.tests.streaming.Logged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directories of batches, and a process that dies at any step between two of them. */
class FileSinkTest {
    private final WaterclockContext wc =
            new WaterclockContext(new WaterclockConf(false).setMaster("local").setAppName("sink"));

    @TempDir
    Path directory;

    private Path orders;
    private FileSink<String> sink;

    @BeforeEach
    void open() {
        orders = directory.resolve("orders");
        sink = FileSink.text(directory.toString());
        sink.open("orders");
    }

    @AfterEach
    void close() {
        wc.close();
    }

    private static SinkBatch batch(long seconds) {
        return new SinkBatch("orders", new Time(seconds * 1_000));
    }

    private RDD<String> rdd(String... lines) {
        return wc.parallelize(Arrays.asList(lines), 2);
    }

    private void write(long seconds, String... lines) {
        sink.prepare(batch(seconds), rdd(lines));
        sink.commit(batch(seconds));
    }

    private static List<String> names(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void batch_isADirectoryOfParts_andNothingElseIsLeft() throws IOException {
        write(5, "a", "b", "c");
        write(6);
        assertThat(names(orders)).containsExactly("5000", "6000", "_committed");
        assertThat(names(orders.resolve("5000"))).containsExactly("_SUCCESS", "part-00000", "part-00001");
        assertThat(Files.readAllLines(orders.resolve("5000/part-00001"))).containsExactly("b", "c");
        assertThat(orders.resolve("_committed")).hasContent("6000");
    }

    @Test
    void directoryThatAReaderHasMovedAway_doesNotComeAgain() throws IOException {
        write(5, "a");
        Files.move(orders.resolve("5000"), directory.resolve("taken"));
        sink.open("orders");
        write(5, "a");
        assertThat(names(orders)).containsExactly("_committed");
    }

    @Test
    void batchUpToTheLastOfAnEarlierRun_isNotWritten_andThatIsSaidOnce() throws IOException {
        write(5, "a");
        write(6, "b");
        sink.open("orders");
        try (Logged logged = Logged.of(FileSink.class.getName())) {
            write(6, "other");
            write(5, "other");
            write(7, "c");
            assertThat(logged.texts())
                    .singleElement()
                    .asString()
                    .contains("the batch 6000 ms of \"orders\" counts as committed")
                    .contains("the clock was set back, or another program writes under this name");
        }
        assertThat(orders.resolve("6000/part-00001")).hasContent("b");
        assertThat(orders.resolve("7000/part-00001")).hasContent("c");
    }

    /** The batch is committed by its note; the rename is made up for, by whatever comes next. */
    @Test
    void processThatDies_betweenTheNoteAndTheRename_hasCommitted() throws IOException {
        for (String next : List.of("open", "prepare", "commit", "abort")) {
            Path own = Files.createDirectories(directory.resolve(next + "/orders"));
            FileSink<String> to = FileSink.text(directory.resolve(next).toString());
            to.prepare(batch(5), rdd("a"));
            Files.writeString(own.resolve("_committed"), "5000\n");
            assertThat(own.resolve("5000")).doesNotExist();
            switch (next) {
                case "open" -> to.open("orders");
                case "prepare" -> to.prepare(batch(5), rdd("other"));
                case "commit" -> to.commit(batch(5));
                default -> to.abort(batch(5));
            }
            assertThat(names(own)).containsExactly("5000", "_committed");
            assertThat(own.resolve("5000/part-00001")).hasContent("a");
        }
    }

    @Test
    void whatAnEarlierRunPrepared_isRemovedWhenTheNextBegins() throws IOException {
        sink.prepare(batch(5), rdd("a"));
        assertThat(names(orders)).containsExactly("_prepared-5000");
        sink.open("orders");
        assertThat(names(orders)).isEmpty();
    }

    @Test
    void abort_removesWhatWasPrepared() throws IOException {
        sink.prepare(batch(5), rdd("a"));
        sink.abort(batch(5));
        assertThat(names(orders)).isEmpty();
    }

    @Test
    void commitOfWhatIsGone_isAnError() throws IOException {
        assertThatThrownBy(() -> sink.commit(batch(5)))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("FileSink to " + directory)
                .hasMessageContaining("what was prepared for the batch 5000 ms is gone")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_FAILED);
        assertThat(names(orders)).isEmpty();
    }

    @Test
    void noteThatIsDamaged_isAnError_withTheWayOut() throws IOException {
        Files.writeString(orders.resolve("_committed"), "yesterday");
        assertThatThrownBy(() -> write(5, "a"))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("_committed should have the time of the last batch that was committed")
                .hasMessageContaining("Put into it the number of the last directory beside it");
    }

    @Test
    void names_areDirectoriesThatAreNoPathsAndNotHidden() throws IOException {
        for (String name : List.of("..", "_x", "a/b", "writeTo 1 in Main#main", "*")) {
            SinkBatch batch = new SinkBatch(name, new Time(5_000));
            sink.open(name);
            sink.prepare(batch, rdd("a"));
            sink.commit(batch);
        }
        assertThat(names(directory))
                .containsExactly("%2A", "%2E.", "%5Fx", "a%2Fb", "orders", "writeTo+1+in+Main%23main");
    }

    @Test
    void fileInTheWay_isAnError() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> FileSink.text(file.toString()).open("orders"))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("can't be made ready")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_FAILED);
        assertThatThrownBy(() -> FileSink.text("s3a://bucket/out"))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("s3a");
    }
}
