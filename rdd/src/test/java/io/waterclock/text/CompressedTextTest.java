// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.compress.CompressionCodec;
import io.waterclock.compress.DeflateCodec;
import io.waterclock.compress.GzipCodec;
import io.waterclock.source.SourcePartition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressedTextTest {
    @TempDir
    Path dir;

    @Test
    void gz_and_deflate_are_read_uncompressed_and_never_split() throws Exception {
        String text = "zeile ä\r\n".repeat(10_000);
        for (String name : List.of("a.gz", "a.txt.deflate", "a.GZ")) {
            byte[] plain = text.getBytes(StandardCharsets.UTF_8);
            Files.write(dir.resolve(name), name.endsWith("deflate") ? deflate(plain) : gzip(plain));
            List<? extends SourcePartition<String>> partitions = partitions(name, 50);

            assertThat(partitions).hasSize(1);
            assertThat(partitions.get(0).estimatedRecords()).isEqualTo(-1);
            assertThat(TextModel.read(partitions.get(0), 1000)).hasSize(10_000).containsOnly("zeile ä");
        }
    }

    @Test
    void members_one_after_the_other_are_one_text() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            boolean gzip = random.nextBoolean();
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            for (int members = 1 + random.nextInt(4); members > 0; members--) {
                byte[] part = TextModel.randomText(random, random.nextInt(5) == 0 ? 100_000 : 50);
                plain.writeBytes(part);
                compressed.writeBytes(gzip ? gzip(part) : deflate(part));
            }
            if (gzip && random.nextBoolean()) {
                compressed.writeBytes(new byte[random.nextInt(700)]);
            }
            assertThat(inflate(compressed.toByteArray(), gzip))
                    .as("seed %d", seed)
                    .isEqualTo(plain.toByteArray());
        }
    }

    @Test
    void a_header_with_name_comment_extra_and_checksum_is_passed_over() throws Exception {
        byte[] simple = gzip("hello\n".getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.write(simple, 0, 3);
        full.write(2 | 4 | 8 | 16);
        full.write(simple, 4, 6);
        full.writeBytes(new byte[] {3, 0, 1, 2, 3});
        full.writeBytes("name\0comment\0".getBytes(StandardCharsets.ISO_8859_1));
        full.writeBytes(new byte[] {0, 0});
        full.write(simple, 10, simple.length - 10);

        assertThat(inflate(full.toByteArray(), true))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("hello\n");
    }

    @Test
    void a_file_cut_off_anywhere_fails_unless_whole_members_are_left() throws Exception {
        byte[] member = gzip("some line\n".getBytes(StandardCharsets.UTF_8));
        byte[] two = concat(member, member);
        for (int length = 0; length < two.length; length++) {
            byte[] cut = Arrays.copyOf(two, length);
            if (length == member.length) {
                assertThat(inflate(cut, true)).hasSize(10);
            } else {
                assertThatThrownBy(() -> inflate(cut, true))
                        .as("cut at %d", length)
                        .isInstanceOf(IOException.class)
                        .hasMessage("the compressed file is cut off: it ends at byte " + length
                                + ", before the end of what was compressed");
            }
        }
    }

    @Test
    void a_file_changed_anywhere_in_its_data_fails() throws Exception {
        byte[] member = gzip("some line, and some more\n".getBytes(StandardCharsets.UTF_8));
        for (int at = 10; at < member.length; at++) {
            byte[] damaged = concat(member, member);
            damaged[member.length + at] ^= 0x10;
            assertThatThrownBy(() -> inflate(damaged, true))
                    .as("changed at %d", at)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void what_follows_the_last_member_is_told() throws Exception {
        byte[] member = gzip("x\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> inflate(concat(member, "garbage".getBytes(StandardCharsets.UTF_8)), true))
                .hasMessage("the compressed file is damaged at about byte " + (member.length + 1)
                        + ": what follows the last member is no gzip member");
        assertThatThrownBy(() -> inflate(concat(member, new byte[] {0, 0, 7}), true))
                .hasMessageEndingWith("what follows the last member is no gzip member");
    }

    @Test
    void a_truncated_file_fails_by_name() throws Exception {
        byte[] whole = gzip("line\n".getBytes(StandardCharsets.UTF_8));
        Files.write(dir.resolve("a.gz"), Arrays.copyOf(whole, whole.length - 4));

        assertThatThrownBy(() -> TextModel.read(partitions("a.gz", 1).get(0), 10))
                .hasMessage("Reading " + dir.resolve("a.gz") + " failed at byte 5 of what is compressed in it: the "
                        + "compressed file is cut off: it ends at byte " + (whole.length - 4)
                        + ", before the end of what was compressed")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.INPUT_FAILED);
    }

    @Test
    void plain_text_called_gz_fails_by_name() throws Exception {
        Files.writeString(dir.resolve("a.gz"), "plain\n");

        assertThatThrownBy(() -> TextModel.read(partitions("a.gz", 1).get(0), 10))
                .hasMessageContaining(dir.resolve("a.gz").toString())
                .hasMessageContaining("it is not in gzip format");
    }

    @Test
    void a_compression_that_is_not_known_is_refused_instead_of_read_as_garbage() throws Exception {
        Files.writeString(dir.resolve("a.bz2"), "BZh9");

        assertThatThrownBy(() -> partitions("a.bz2", 1))
                .hasMessage(
                        "textFile: " + dir.resolve("a.bz2") + " is compressed in a way that can't be read here (.bz2). "
                                + "Known are .gz and .deflate; for .bz2 add io.waterclock:waterclock-compression to the class path. "
                                + "Or uncompress it, or leave it out with a glob");
    }

    private List<? extends SourcePartition<String>> partitions(String name, int minPartitions) {
        return new TextFileSource(dir.resolve(name).toString(), minPartitions).partitions();
    }

    private static byte[] inflate(byte[] compressed, boolean gzip) throws IOException {
        CompressionCodec codec = gzip ? new GzipCodec() : new DeflateCodec();
        try (InputStream in = codec.createInputStream(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
