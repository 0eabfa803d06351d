// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.file.FileOutput;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectFileSourceTest {
    @TempDir
    Path dir;

    private final Codecs codecs = new Codecs();
    private Path out;

    @BeforeEach
    void save() {
        out = dir.resolve("out");
        FileOutput output = FileOutput.create("saveAsObjectFile", out.toString(), false, true);
        ObjectFormat format = new ObjectFormat(codecs, "saveAsObjectFile at Orders.java:41");
        output.writePart(0, Arrays.asList(1, null, "x").iterator(), format);
        output.writePart(1, List.of().iterator(), format);
        output.writePart(2, List.of(List.of(2.5)).iterator(), format);
        output.commit(List.of(0, 1, 2), format);
    }

    @Test
    void partitions_areThePartsInOrder() throws Exception {
        assertThat(read()).containsExactly(Arrays.asList(1, null, "x"), List.of(), List.of(List.of(2.5)));
        assertThat(read(1)).isEqualTo(read());
    }

    @Test
    void aDamagedCutOrLongerFile_isNamed() throws Exception {
        Path part = out.resolve("part-00000");
        byte[] whole = Files.readAllBytes(part);
        Files.write(part, Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(this::read)
                .hasMessageStartingWith(
                        "objectFile: " + part + ", behind record 3: The stream of records is damaged at byte ")
                .hasMessageContaining("cut off")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.INPUT_FAILED);
        Files.write(part, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(this::read)
                .hasMessageContaining(
                        part + " can't be read behind record 3: there are bytes behind the end of its records");
    }

    @Test
    void aFileOfAnotherKind_isNamed_andASequenceFileRecognised() throws Exception {
        Path part = out.resolve("part-00001");
        Files.write(part, new byte[] {'S', 'E', 'Q', 6, 33, 'o', 'r', 'g', '.'});
        assertThatThrownBy(this::read)
                .hasMessageContaining(part + ", behind record 0: This is no stream of records")
                .hasMessageEndingWith(
                        ". It is a Hadoop sequence file (SEQ), as Spark writes object files; write it anew with saveAsObjectFile");
        Files.writeString(part, "text, just text");
        assertThatThrownBy(this::read)
                .hasMessageContaining("This is no stream of records")
                .hasMessageEndingWith("not with 57 43 52 53");
    }

    @Test
    void aTypeThatIsNotNamed_isSaidWithTheFile() {
        record Unknown(int x) {}
        FileOutput output =
                FileOutput.create("saveAsObjectFile", dir.resolve("other").toString(), false, false);
        ObjectFormat format = new ObjectFormat(new Codecs(), "a test");
        output.writePart(0, List.of(new Unknown(1)).iterator(), format);
        output.commit(List.of(0), format);
        out = dir.resolve("other");
        assertThatThrownBy(this::read)
                .hasMessageStartingWith(
                        "objectFile: " + out.resolve("part-00000") + ": The stream has values of the record ")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.CODEC_MISSING);
    }

    private List<List<Object>> read() throws Exception {
        return read(1000);
    }

    private List<List<Object>> read(int max) throws Exception {
        List<List<Object>> all = new ArrayList<>();
        for (SourcePartition<Object> partition : new ObjectFileSource<>(out.toString(), codecs).partitions()) {
            List<Object> part = new ArrayList<>();
            try (ChunkReader reader = partition.open()) {
                while (reader.next(max)) {
                    part.addAll(Arrays.asList(reader.array).subList(reader.from, reader.to));
                }
            }
            all.add(part);
        }
        return all;
    }
}
