// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.compress.GzipCodec;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryRecordsSourceTest {
    @TempDir
    Path dir;

    @Test
    void everyRecord_isInOnePartition_inOrder() throws Exception {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 300_000 : 40);
            int most = Math.min(400, 1_500_000 / length + 1);
            Path place = Files.createDirectory(dir.resolve("s" + seed));
            List<String> expected = new ArrayList<>();
            int files = 1 + random.nextInt(3);
            for (int i = 0; i < files; i++) {
                byte[] bytes = new byte[length * random.nextInt(most)];
                random.nextBytes(bytes);
                boolean compressed = random.nextInt(5) == 0;
                Path file = place.resolve("f" + i + (compressed ? ".gz" : ""));
                try (OutputStream out = Files.newOutputStream(file);
                        OutputStream into = compressed ? new GzipCodec().createOutputStream(out) : out) {
                    into.write(bytes);
                }
                for (int at = 0; at < bytes.length; at += length) {
                    expected.add(Integer.toHexString(Arrays.hashCode(Arrays.copyOfRange(bytes, at, at + length))));
                }
            }
            int minPartitions = 1 + random.nextInt(9);
            long maxSplit = 1L + random.nextInt(20_000);
            List<? extends SourcePartition<byte[]>> splits =
                    new BinaryRecordsSource(place.toString(), length, minPartitions, maxSplit).partitions();
            List<String> read = new ArrayList<>();
            for (SourcePartition<byte[]> split : splits) {
                int before = read.size();
                for (byte[] record : read(split, 1 + random.nextInt(2_000))) {
                    assertThat(record).hasSize(length);
                    read.add(Integer.toHexString(Arrays.hashCode(record)));
                }
                if (split.estimatedRecords() >= 0) {
                    assertThat(read.size() - before).isEqualTo((int) split.estimatedRecords());
                }
            }
            assertThat(read).as("seed %d", seed).isEqualTo(expected);
            assertThat(splits.size()).as("seed %d", seed).isGreaterThanOrEqualTo(files);
            try (var left = Files.list(place)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void bigFiles_areCutAboutEvenly_andSmallOnesAreNot() throws Exception {
        Files.write(dir.resolve("a"), new byte[1_000_000]);
        assertThat(new BinaryRecordsSource(dir.toString(), 10, 4).partitions())
                .hasSize(4)
                .allSatisfy(split -> assertThat(split.estimatedRecords()).isEqualTo(25_000));
        assertThat(new BinaryRecordsSource(dir.toString(), 1_000_000, 4).partitions())
                .hasSize(1);
    }

    @Test
    void aFileThatIsNoWholeNumberOfRecords_isNamedWithItsSize() throws Exception {
        Path file = Files.write(dir.resolve("a"), new byte[23]);
        assertThatThrownBy(() -> new BinaryRecordsSource(dir.toString(), 10, 1).partitions())
                .hasMessage(
                        "binaryRecords: " + file
                                + " has 23 bytes, which is no whole number of records of 10 bytes: 3 would be left over. Is the length right, and the file complete?")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.INPUT_FAILED);
        assertThatThrownBy(() -> new BinaryRecordsSource(dir.toString(), 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("binaryRecords: the length of a record must be at least 1 byte, not 0");
    }

    @Test
    void aCompressedFileThatIsNoWholeNumberOfRecords_isSaidAtItsEnd() throws Exception {
        Path file = dir.resolve("a.gz");
        try (OutputStream out = new GzipCodec().createOutputStream(Files.newOutputStream(file))) {
            out.write(new byte[23]);
        }
        SourcePartition<byte[]> split =
                new BinaryRecordsSource(dir.toString(), 10, 1).partitions().get(0);
        assertThatThrownBy(() -> read(split, 5))
                .hasMessage(
                        "binaryRecords: " + file
                                + ", uncompressed, has 3 bytes more than whole records of 10 bytes, behind 2 records from where this partition starts");
    }

    @Test
    void aFileCutShorterAfterItWasListed_isSaid() throws Exception {
        Path file = Files.write(dir.resolve("a"), new byte[100]);
        SourcePartition<byte[]> split =
                new BinaryRecordsSource(dir.toString(), 10, 1).partitions().get(0);
        Files.write(file, new byte[50]);
        assertThatThrownBy(() -> read(split, 5)).hasMessageContaining("a was cut shorter after it was listed");
    }

    private static List<byte[]> read(SourcePartition<byte[]> split, int max) throws Exception {
        List<byte[]> records = new ArrayList<>();
        try (ChunkReader reader = split.open()) {
            while (reader.next(max)) {
                assertThat(reader.to - reader.from).isBetween(1, max);
                for (int i = reader.from; i < reader.to; i++) {
                    records.add((byte[]) reader.array[i]);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return records;
    }
}
