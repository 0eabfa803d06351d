// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import io.waterclock.streaming.Durations;
import io.waterclock.testkit.ManualClock;
import io.waterclock.testkit.StreamingTestKit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Collectors;

/** Directories of text and of binary records, into which files come and from which they are deleted some batches later. */
final class FilesThatComeAndGo extends SoakProgram {
    /** They are there for longer than they could be taken. */
    private static final int KEPT_BATCHES = 80;

    private static final int WINDOW = 3;
    private final Feed feed = new Feed(7);
    private Path texts;
    private Path binaries;
    private ManualClock clock;

    @Override
    void describe(StreamingTestKit kit, Path dir) throws IOException {
        clock = kit.clock();
        texts = Files.createDirectory(dir.resolve("texts"));
        binaries = Files.createDirectory(dir.resolve("binaries"));
        expect("lines", kit.context().textFileStream(texts.toString()), 1, this::lines);
        expect(
                "a window of lines",
                kit.context()
                        .textFileStream(texts.toString())
                        .countByWindow(Durations.seconds(WINDOW), Durations.seconds(1)),
                1,
                b -> List.of((long)
                        (lines(b).size() + lines(b - 1).size() + lines(b - 2).size())));
        expect(
                "records",
                kit.context()
                        .binaryRecordsStream(binaries.toString(), Integer.BYTES)
                        .map(bytes -> ByteBuffer.wrap(bytes).getInt()),
                1,
                b -> hasBinary(b) ? feed.of(b).stream().map(Tuple2::_2).toList() : List.of());
    }

    private List<String> lines(int batch) {
        return feed.of(batch).stream().map(Tuple2::toString).toList();
    }

    private static boolean hasBinary(int batch) {
        return batch % 3 == 0;
    }

    @Override
    void feed(int batch) throws IOException {
        FileTime due = FileTime.fromMillis(clock.currentTimeMs() + 1);
        Path text = texts.resolve("f" + batch);
        Files.writeString(text, lines(batch).stream().map(line -> line + "\n").collect(Collectors.joining()));
        Files.setLastModifiedTime(text, due);
        if (hasBinary(batch)) {
            List<Tuple2<Long, Integer>> records = feed.of(batch);
            ByteBuffer bytes = ByteBuffer.allocate(records.size() * Integer.BYTES);
            records.forEach(record -> bytes.putInt(record._2()));
            Path binary = binaries.resolve("f" + batch);
            Files.write(binary, bytes.array());
            Files.setLastModifiedTime(binary, due);
        }
        Files.deleteIfExists(texts.resolve("f" + (batch - KEPT_BATCHES)));
        Files.deleteIfExists(binaries.resolve("f" + (batch - KEPT_BATCHES)));
    }
}
