// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.text.TextModel.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void each_line_is_read_whole_by_the_split_it_starts_in() throws Exception {
        for (long seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = TextModel.randomText(random, 120);
            List<Line> model = TextModel.lines(bytes);
            long split = 1L + random.nextInt(bytes.length + 2);
            int buffer = 1 + random.nextInt(random.nextBoolean() ? 6 : 200);
            int max = 1 + random.nextInt(8);
            for (long start = 0; start < bytes.length; start += split) {
                long end = Math.min(bytes.length, start + split);
                LineReader reader = reader(trickle(bytes, start, random), start, end, buffer, 1000);
                assertThat(TextModel.read(reader, max))
                        .as("seed %d, split %d-%d", seed, start, end)
                        .isEqualTo(TextModel.texts(model, start, end));
            }
        }
    }

    @Test
    void an_input_of_unknown_length_is_read_to_its_end() throws Exception {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = TextModel.randomText(random, 120);
            LineReader reader = reader(trickle(bytes, 0, random), 0, Long.MAX_VALUE, 1 + random.nextInt(50), 1000);
            assertThat(TextModel.read(reader, 5))
                    .as("seed %d", seed)
                    .isEqualTo(TextModel.texts(TextModel.lines(bytes), 0, Long.MAX_VALUE));
        }
    }

    @Test
    void what_is_appended_after_listing_is_read_only_to_the_end_of_a_line_begun() throws Exception {
        assertThat(TextModel.read(reader("one\ntwo!\nthree\n", 0, 7), 9)).containsExactly("one", "two!");
        assertThat(TextModel.read(reader("one\ntwo\nthree\n", 0, 8), 9)).containsExactly("one", "two");
        assertThat(TextModel.read(reader("\n", 0, 0), 9)).isEmpty();
    }

    @Test
    void of_what_is_cut_off_after_listing_the_rest_is_read() throws Exception {
        assertThat(TextModel.read(reader("one\ntw", 0, 100), 9)).containsExactly("one", "tw");
        assertThat(TextModel.read(reader("", 50, 100), 9)).isEmpty();
    }

    @Test
    void a_line_as_long_as_the_limit_is_read_and_a_longer_one_refused() throws Exception {
        for (String end : List.of("", "\n", "\r\n", "\r", "\r\nx")) {
            for (int buffer : new int[] {1, 7, 16, 64}) {
                LineReader fits = reader(bytes("ab\n" + "x".repeat(10) + end), 0, Long.MAX_VALUE, buffer, 10);
                assertThat(TextModel.read(fits, 1)).contains("ab", "x".repeat(10));

                LineReader tooLong = reader(bytes("ab\n" + "x".repeat(11) + end), 0, Long.MAX_VALUE, buffer, 10);
                assertThatThrownBy(() -> TextModel.read(tooLong, 1))
                        .isInstanceOf(WaterclockException.class)
                        .hasMessage(
                                "The line of notes.txt that starts at byte 3 is longer than 10 bytes, the most that a "
                                        + "line may have. Is this a text file, with LF, CR or CRLF between its lines?")
                        .extracting(e -> ((WaterclockException) e).code())
                        .isEqualTo(ErrorCode.INPUT_FAILED);
            }
        }
    }

    @Test
    void a_line_without_end_is_given_up_near_the_limit() {
        InputStream endless = new InputStream() {
            private int given;

            @Override
            public int read() {
                assertThat(given++).as("bytes asked for").isLessThan(200);
                return 'x';
            }

            @Override
            public int read(byte[] b, int off, int len) {
                b[off] = (byte) read();
                return 1;
            }
        };

        assertThatThrownBy(() -> reader(endless, 0, Long.MAX_VALUE, 16, 100).next(1))
                .hasMessageStartingWith("The line of notes.txt that starts at byte 0 is longer than 100 bytes");
    }

    @Test
    void splits_behind_the_start_of_a_huge_line_pass_it_over_without_holding_it() throws Exception {
        String text = "x".repeat(1000) + "\nlast\n";

        assertThat(TextModel.read(reader(bytes(text), 500, 800, 16, 10), 9)).isEmpty();
        assertThat(TextModel.read(reader(bytes(text), 800, text.length(), 16, 10), 9))
                .containsExactly("last");
    }

    @Test
    void a_disk_error_names_file_byte_and_reason_and_keeps_the_cause() {
        IOException cause = new IOException("the disk is on fire");
        InputStream failing = new InputStream() {
            private int left = 5;

            @Override
            public int read() throws IOException {
                if (left-- > 0) {
                    return 'x';
                }
                throw cause;
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                b[off] = (byte) read();
                return 1;
            }
        };

        assertThatThrownBy(() -> reader(failing, 0, 100, 16, 100).next(1))
                .hasMessage("Reading notes.txt failed at byte 5: the disk is on fire")
                .hasCause(cause)
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.INPUT_FAILED);
    }

    private static LineReader reader(String text, long start, long end) {
        return reader(bytes(text), start, end, 16, 1000);
    }

    private static LineReader reader(byte[] bytes, long start, long end, int buffer, int maxLine) {
        int skipped = (int) Math.min(bytes.length, Math.max(0, start - 1));
        return reader(new ByteArrayInputStream(bytes, skipped, bytes.length - skipped), start, end, buffer, maxLine);
    }

    private static LineReader reader(InputStream in, long start, long end, int buffer, int maxLine) {
        return new LineReader(new LineReader.Input(in, "notes.txt", ""), start, end, buffer, maxLine);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** From the byte before the split on, and never as much at once as was asked for. */
    private static InputStream trickle(byte[] bytes, long start, Random random) {
        int skipped = (int) Math.max(0, start - 1);
        return new ByteArrayInputStream(bytes, skipped, bytes.length - skipped) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, 1 + random.nextInt(len));
            }
        };
    }
}
