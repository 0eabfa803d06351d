// SPDX-License-Identifier: Apache-2.0
package io.waterclock.connector.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.compress.CompressionCodec;
import io.waterclock.compress.CompressionCodecs;
import io.waterclock.file.FileOutput;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import io.waterclock.text.TextFileSource;
import io.waterclock.text.TextFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.snappy.FramedSnappyCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsOfModuleTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"bzip2", "snappy", "lz4"})
    void savedText_isReadBack_byTheEndOfItsName(String name) throws Exception {
        CompressionCodec codec = codec(name);
        FileOutput output = FileOutput.create("saveAsTextFile", dir + "/out", false, false);
        List<String> lines =
                new Random(1).ints(50_000, 0, 1000).mapToObj(i -> "line " + i).toList();
        TextFormat format = new TextFormat(codec);
        output.writePart(0, lines.iterator(), format);
        output.commit(List.of(0), format);
        assertThat(dir.resolve("out").toFile().list())
                .containsExactlyInAnyOrder("_SUCCESS", "part-00000" + codec.getDefaultExtension());

        List<Object> read = new ArrayList<>();
        for (SourcePartition<String> partition : new TextFileSource(dir + "/out", 4).partitions()) {
            try (ChunkReader reader = partition.open()) {
                reader.iterator().forEachRemaining(read::add);
            }
        }
        assertThat(read).isEqualTo(lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bzip2", "snappy", "lz4"})
    void randomBytes_comeBack_alsoConcatenated_andWhatIsCutOffFails(String name) throws IOException {
        CompressionCodec codec = codec(name);
        for (long seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            for (int streams = 1 + random.nextInt(2); streams > 0; streams--) {
                byte[] part = bytes(random);
                plain.writeBytes(part);
                compressed.writeBytes(compress(codec, part));
            }
            byte[] whole = compressed.toByteArray();
            assertThat(uncompress(codec, whole)).as("seed %d", seed).isEqualTo(plain.toByteArray());
            byte[] one = compress(codec, "some text, some text".getBytes(StandardCharsets.UTF_8));
            byte[] cut = Arrays.copyOf(one, 1 + random.nextInt(one.length - 1));
            assertThatThrownBy(() -> uncompress(codec, cut)).as("seed %d", seed).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "lz4"})
    void damagedBlocks_endInAnErrorOrInOtherBytes_neverInMemoryOrHanging(String name) throws IOException {
        CompressionCodec codec = codec(name);
        byte[] whole = compress(codec, bytes(new Random(3)));
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(Math.min(whole.length, 200))] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(uncompress(codec, damaged).length).isLessThan(100 << 20);
            } catch (IOException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void theFrameFormats_areReadToo() throws IOException {
        byte[] plain = bytes(new Random(5));
        ByteArrayOutputStream snappy = new ByteArrayOutputStream();
        try (OutputStream out = new FramedSnappyCompressorOutputStream(snappy)) {
            out.write(plain);
        }
        ByteArrayOutputStream lz4 = new ByteArrayOutputStream();
        try (OutputStream out = new FramedLZ4CompressorOutputStream(lz4)) {
            out.write(plain);
        }
        assertThat(uncompress(new SnappyCodec(), snappy.toByteArray())).isEqualTo(plain);
        assertThat(uncompress(new Lz4Codec(), lz4.toByteArray())).isEqualTo(plain);
    }

    @Test
    void hadoopsForm_isThatOfHadoop_byteForByte() throws IOException {
        // Ten bytes, one piece of twelve: the varint 10, a literal of ten (tag 9 << 2), the bytes.
        byte[] written = HexFormat.of().parseHex("0000000a" + "0000000c" + "0a24" + "30313233343536373839");
        byte[] digits = "0123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(uncompress(new SnappyCodec(), written)).isEqualTo(digits);
        assertThat(compress(new SnappyCodec(), digits)).isEqualTo(written);
        // Two pieces in one block, as Hadoop writes what doesn't fit its buffer.
        byte[] pieces = HexFormat.of().parseHex("00000004" + "00000004" + "02043031" + "00000004" + "02043233");
        assertThat(uncompress(new SnappyCodec(), pieces)).isEqualTo("0123".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void zstandard_works_orSaysWhatItNeeds() throws IOException {
        CompressionCodec codec = codec("zstd");
        byte[] plain = bytes(new Random(6));
        try {
            byte[] compressed = compress(codec, plain);
            assertThat(uncompress(codec, compressed)).isEqualTo(plain);
            assertThatThrownBy(() -> uncompress(codec, Arrays.copyOf(compressed, compressed.length / 2)))
                    .isInstanceOf(IOException.class);
        } catch (IOException e) {
            // Where native access is denied, as in these tests on the newest JDK.
            assertThat(Runtime.version().feature()).as(e.toString()).isGreaterThanOrEqualTo(24);
            assertThat(e).hasMessageContaining("--enable-native-access=ALL-UNNAMED");
        }
    }

    private static CompressionCodec codec(String name) {
        CompressionCodec codec = CompressionCodecs.installed().named("saveAsTextFile", name);
        assertThat(codec).isNotNull();
        return codec;
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(100_000)];
        int alphabet = 1 + random.nextInt(256);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(alphabet);
        }
        return bytes;
    }

    private static byte[] compress(CompressionCodec codec, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = codec.createOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] uncompress(CompressionCodec codec, byte[] compressed) throws IOException {
        try (InputStream in = codec.createInputStream(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        }
    }
}
