// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.codec.RecordWriter.Mode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordStreamTest {

    private final Codecs codecs = new Codecs();

    @ParameterizedTest
    @EnumSource(Mode.class)
    void randomRecords_comeBackAsTheyWere(Mode mode) throws IOException {
        for (long seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            RandomValues values = new RandomValues(random);
            List<@Nullable Object> records = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                records.add(values.value(random.nextInt(5)));
            }
            byte[] bytes = bytes(mode, records);
            List<@Nullable Object> read = read(mode, bytes);
            assertThat(read).as("seed %d", seed).hasSameSizeAs(records);
            for (int i = 0; i < read.size(); i++) {
                assertThat(RandomValues.picture(read.get(i)))
                        .as("seed %d, record %d", seed, i)
                        .isEqualTo(RandomValues.picture(records.get(i)));
            }
        }
    }

    @Test
    void manyRecords_crossBlocks_andAreCounted() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RecordWriter writer = new RecordWriter(bytes, codecs, Mode.PRIVATE);
        for (int i = 0; i < 300_000; i++) {
            writer.write(new Tuple2<>("word" + i % 1000, i));
        }
        assertThat(writer.recordsWritten()).isEqualTo(300_000);
        long before = writer.bytesWritten();
        writer.end();
        assertThat(writer.bytesWritten()).isEqualTo(bytes.size()).isBetween(before, before + 32);
        RecordReader reader =
                new RecordReader(new ByteArrayInputStream(bytes.toByteArray()), codecs, Mode.PRIVATE, null);
        for (int i = 0; i < 300_000; i++) {
            assertThat(reader.read()).isEqualTo(new Tuple2<>("word" + i % 1000, i));
        }
        assertThat(reader.hasNext()).isFalse();
        assertThat(reader.hasNext()).isFalse();
        assertThatThrownBy(reader::read)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("300000");
    }

    @Test
    void hugeValues_needNoMoreThanABlockAtOnce() throws IOException {
        String narrow = "n".repeat(3_000_000);
        String wide = "€".repeat(1_000_001);
        long[] longs = new Random(1).longs(500_000).toArray();
        List<@Nullable Object> read =
                read(Mode.DURABLE, bytes(Mode.DURABLE, Arrays.asList(narrow, wide, longs, new byte[2_000_000])));
        assertThat(read.get(0)).isEqualTo(narrow);
        assertThat(read.get(1)).isEqualTo(wide);
        assertThat((long[]) read.get(2)).isEqualTo(longs);
        assertThat((byte[]) read.get(3)).hasSize(2_000_000);
    }

    @Test
    void streams_followOneAnother() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            RecordWriter writer = new RecordWriter(bytes, codecs, Mode.DURABLE);
            for (int j = 0; j < i; j++) {
                writer.write("record " + j);
            }
            writer.end();
        }
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
        for (int i = 0; i < 3; i++) {
            RecordReader reader = new RecordReader(in, codecs, Mode.DURABLE, null);
            for (int j = 0; j < i; j++) {
                assertThat(reader.read()).isEqualTo("record " + j);
            }
            assertThat(reader.hasNext()).isFalse();
        }
        assertThat(in.available()).isZero();
    }

    @Test
    void cutAnywhere_isSaid() throws IOException {
        byte[] whole = bytes(Mode.DURABLE, someRecords());
        for (int length = 0; length < whole.length; length += length < 500 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(Mode.DURABLE, cut))
                    .as("length %d", length)
                    .isInstanceOf(CorruptRecordsException.class)
                    .hasMessageContaining("cut off");
        }
    }

    @Test
    void aBitFlippedAnywhere_isSaid_andNoWrongRecordIsGiven() throws IOException {
        List<@Nullable Object> records = someRecords();
        byte[] whole = bytes(Mode.DURABLE, records);
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            int at = i < 200 ? i : random.nextInt(whole.length);
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            int given = 0;
            try (RecordReader reader = reader(Mode.DURABLE, flipped)) {
                while (reader.hasNext()) {
                    assertThat(RandomValues.picture(reader.read()))
                            .as("byte %d", at)
                            .isEqualTo(RandomValues.picture(records.get(given++)));
                }
                fail("byte %d: nothing was noticed", at);
            } catch (CorruptRecordsException expected) {
                assertThat(expected).hasMessageMatching("(?s).*(damaged at byte|version|mode|no stream of records).*");
            }
        }
    }

    @Test
    void forgedContent_neverTakesMemoryNorGivesAnythingButAnError() throws IOException {
        Random random = new Random(11);
        int errors = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] content = new byte[1 + random.nextInt(40)];
            random.nextBytes(content);
            content[0] = (byte) random.nextInt(Format.FIRST_TYPE + 2);
            if (random.nextBoolean() && content.length > 6) {
                // A length of two thousand millions.
                content[1] = content[2] = content[3] = content[4] = (byte) 0xFF;
                content[5] = 7;
            }
            byte[] forged = ForgedStreams.of(content, i % 2 == 0 ? Mode.DURABLE : Mode.PRIVATE);
            try {
                read(i % 2 == 0 ? Mode.DURABLE : Mode.PRIVATE, forged);
            } catch (CorruptRecordsException | WaterclockException expected) {
                errors++;
            }
        }
        assertThat(errors).isGreaterThan(10_000);
    }

    @Test
    void deepNesting_comesBack_andTooDeepIsSaid() throws IOException {
        Object deep = null;
        for (int i = 0; i < Format.DEPTH - 1; i++) {
            deep = new Tuple2<>(i, deep);
        }
        Object read = read(Mode.DURABLE, bytes(Mode.DURABLE, Collections.singletonList(deep)))
                .get(0);
        for (int i = Format.DEPTH - 2; i >= 0; i--) {
            assertThat(((Tuple2<?, ?>) read)._1()).isEqualTo(i);
            read = ((Tuple2<?, ?>) read)._2();
        }
        assertThat(read).isNull();
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        assertThatThrownBy(() -> bytes(Mode.PRIVATE, List.of(itself)))
                .isInstanceOf(WaterclockException.class)
                .hasMessage(
                        "A value for this stream is nested deeper than 1000 levels (or holds itself); the innermost is "
                                + "java.util.ArrayList. Give a long chain a codec that writes it as a list");
    }

    @Test
    void anotherFile_version_orMode_isSaid() throws IOException {
        assertThatThrownBy(() -> read(
                        Mode.DURABLE, "plain text, no records".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .hasMessage(
                        "This is no stream of records: it begins with the bytes 70 6c 61 69 6e 20 74 65, not with 57 43 52 53");
        byte[] stream = bytes(Mode.DURABLE, List.of(1));
        stream[4] = 9;
        assertThatThrownBy(() -> read(Mode.DURABLE, stream))
                .isInstanceOf(CorruptRecordsException.class)
                .hasMessage(
                        "The stream is of version 9, and this release reads version 1. Read it with the release that wrote it, or a later one");
        byte[] ours = bytes(Mode.PRIVATE, List.of(1));
        assertThatThrownBy(() -> read(Mode.DURABLE, ours))
                .hasMessageContaining("Private streams are read by the process that wrote them alone");
    }

    @Test
    void afterAFailedRecord_thereIsNoMore_andNoEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RecordWriter writer = new RecordWriter(bytes, codecs, Mode.DURABLE, "a test");
        writer.write("before");
        assertThatThrownBy(() -> writer.write(List.of(new Object()))).isInstanceOf(WaterclockException.class);
        assertThatThrownBy(() -> writer.write("after")).isInstanceOf(IllegalStateException.class);
        writer.close();
        assertThatThrownBy(() -> read(Mode.DURABLE, bytes.toByteArray())).hasMessageContaining("cut off");
    }

    private static List<@Nullable Object> someRecords() {
        RandomValues values = new RandomValues(new Random(3));
        List<@Nullable Object> records = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            records.add(values.value(3));
        }
        return records;
    }

    private byte[] bytes(Mode mode, List<? extends @Nullable Object> records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (RecordWriter writer = new RecordWriter(bytes, codecs, mode)) {
            for (Object record : records) {
                writer.write(record);
            }
        }
        return bytes.toByteArray();
    }

    private RecordReader reader(Mode mode, byte[] bytes) {
        return new RecordReader(
                new ByteArrayInputStream(bytes), codecs, mode, getClass().getClassLoader());
    }

    private List<@Nullable Object> read(Mode mode, byte[] bytes) throws IOException {
        List<@Nullable Object> records = new ArrayList<>();
        try (RecordReader reader = reader(mode, bytes)) {
            while (reader.hasNext()) {
                records.add(reader.read());
            }
        }
        return records;
    }
}
