// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.spi;

import io.waterclock.streaming.sink.FileSink;
import io.waterclock.streaming.sink.Sink;
import io.waterclock.testkit.contract.SinkContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Files, a line a record, as a reader sees them who passes over what is hidden. */
class FileSinkContractTest extends SinkContract<String> {
    @TempDir
    Path directory;

    @Override
    protected Sink<String> sink() {
        return FileSink.text(directory.toString());
    }

    @Override
    protected String record(int number) {
        return "line " + number;
    }

    @Override
    protected List<String> visible(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        if (!Files.exists(directory.resolve(name))) {
            return lines;
        }
        try (Stream<Path> files = Files.walk(directory.resolve(name))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                boolean hidden = directory.relativize(file).toString().matches("(.*/)?[_.].*");
                if (!hidden && Files.isRegularFile(file)) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        return lines;
    }
}
