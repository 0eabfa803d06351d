// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.compress.GzipCodec;
import io.waterclock.file.InputFiles.InputFile;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileSourceTest {
    @TempDir
    Path dir;

    @Test
    void texts_areWhole_uncompressed_withoutMark_namedAsTextFileTakesThem() throws Exception {
        Files.writeString(dir.resolve("a.txt"), "\uFEFFeins\r\nzwei ä€\n");
        try (OutputStream out = new GzipCodec().createOutputStream(Files.newOutputStream(dir.resolve("b c.gz")))) {
            out.write("drei".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Files.createFile(dir.resolve("c"));
        Files.writeString(dir.resolve("_hidden"), "no");

        List<Tuple2<String, String>> read = all(WholeFileSource.texts(dir.toString(), 2));

        assertThat(read)
                .containsExactly(
                        new Tuple2<>("file:" + dir.resolve("a.txt"), "eins\r\nzwei ä€\n"),
                        new Tuple2<>("file:" + dir.resolve("b c.gz"), "drei"),
                        new Tuple2<>("file:" + dir.resolve("c"), ""));
        assertThat(all(WholeFileSource.texts(read.get(1)._1(), 1))).containsExactly(read.get(1));
    }

    @Test
    void streams_giveTheBytesOnTheDisk_asOftenAsOneLikes_alsoWhenSent() throws Exception {
        byte[] bytes = {0x1F, (byte) 0x8B, 1, 2, 3};
        Path file = Files.write(dir.resolve("x.gz"), bytes);
        Tuple2<String, PortableDataStream> pair =
                all(WholeFileSource.streams(dir.toString(), 1)).get(0);
        assertThat(pair._1()).isEqualTo("file:" + file).isEqualTo(pair._2().getPath());
        assertThat(pair._2().toArray()).isEqualTo(bytes);
        try (DataInputStream in = copy(pair._2()).open()) {
            assertThat(in.readUnsignedShort()).isEqualTo(0x1F8B);
            assertThat(in.readAllBytes()).isEqualTo(new byte[] {1, 2, 3});
        }
        Files.delete(file);
        assertThatThrownBy(() -> pair._2().toArray())
                .hasMessageStartingWith(file + " was there when the input was listed, and is gone.")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.INPUT_NOT_FOUND);
    }

    @Test
    void aTextThatCanOnlyBeReadAsGarbage_isRefused_andAStreamIsNot() throws Exception {
        Path file = Files.writeString(dir.resolve("a.zst"), "x");
        assertThatThrownBy(() -> WholeFileSource.texts(dir.toString(), 1).partitions())
                .hasMessageStartingWith(
                        "wholeTextFiles: " + file + " is compressed in a way that can't be read here (.zst)");
        assertThat(WholeFileSource.streams(dir.toString(), 1).partitions()).hasSize(1);
        assertThatThrownBy(() -> WholeFileSource.streams(dir.toString(), 0))
                .hasMessage("binaryFiles: minPartitions must be between 1 and 1000000, not 0");
    }

    @Test
    void packing_keepsOrder_loosesNone_andIsAboutEven() {
        for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            List<InputFile> files = new ArrayList<>();
            long total = 0;
            long largest = 0;
            for (int i = random.nextInt(50); i > 0; i--) {
                long length = random.nextInt(4) == 0 ? random.nextInt(500 << 20) : random.nextInt(100_000);
                files.add(new InputFile(Path.of("f" + files.size()), length));
                total += length + (16 << 10);
                largest = Math.max(largest, length + (16 << 10));
            }
            int wanted = 1 + random.nextInt(20);
            List<List<InputFile>> groups = Packing.pack(files, wanted);
            assertThat(groups.stream().flatMap(List::stream).toList())
                    .as("seed %d", seed)
                    .isEqualTo(files);
            assertThat(groups).as("seed %d", seed).noneMatch(List::isEmpty);
            long most = Math.min(files.size(), Math.max(wanted, total / Packing.PARTITION_BYTES));
            assertThat((long) groups.size()).as("seed %d", seed).isLessThanOrEqualTo(most);
            for (List<InputFile> group : groups) {
                long weight = group.stream()
                        .mapToLong(file -> file.length() + (16 << 10))
                        .sum();
                assertThat(weight).as("seed %d", seed).isLessThanOrEqualTo(total / most + largest + 1);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <V> List<Tuple2<String, V>> all(PartitionedSource<Tuple2<String, V>> source) throws Exception {
        List<Tuple2<String, V>> all = new ArrayList<>();
        for (SourcePartition<Tuple2<String, V>> partition : source.partitions()) {
            try (ChunkReader reader = partition.open()) {
                reader.iterator().forEachRemaining(pair -> all.add((Tuple2<String, V>) pair));
            }
        }
        return all;
    }

    private static PortableDataStream copy(PortableDataStream stream) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(stream);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (PortableDataStream) in.readObject();
        }
    }
}
