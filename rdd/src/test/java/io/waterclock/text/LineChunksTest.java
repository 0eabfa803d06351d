// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineChunksTest {

    @Test
    void random_windows_give_the_lines_that_a_simple_split_gives_and_count_them() throws Exception {
        for (long seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = TextModel.randomText(random, 200);
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            int max = random.nextInt(3) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(20);
            List<String> expected = model(bytes, from, to);
            assertThat(TextModel.read(new LineChunks(bytes, from, to), max))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(LineChunks.countLines(bytes, from, to))
                    .as("seed %d", seed)
                    .isEqualTo(expected.size());
        }
    }

    private static List<String> model(byte[] bytes, int from, int to) {
        List<String> lines = new ArrayList<>();
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
                lines.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        if (start < to) {
            lines.add(new String(bytes, start, to - start, StandardCharsets.UTF_8));
        }
        return lines;
    }

    @Test
    void a_cr_belongs_to_the_end_only_before_an_lf() throws Exception {
        byte[] bytes = "a\rb\r\n\r\n\n\rc\r".getBytes(StandardCharsets.UTF_8);

        assertThat(TextModel.read(new LineChunks(bytes, 0, bytes.length), 2)).containsExactly("a\rb", "", "", "\rc\r");
    }

    @Test
    void malformed_bytes_become_the_replacement_character() throws Exception {
        byte[] bytes = {'o', 'k', (byte) 0xFF, '\n', (byte) 0xC3, '\n'};

        assertThat(TextModel.read(new LineChunks(bytes, 0, bytes.length), 9)).containsExactly("ok\uFFFD", "\uFFFD");
    }

    @Test
    void a_window_beyond_the_bytes_is_refused() {
        assertThatThrownBy(() -> new LineChunks(new byte[4], 2, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> LineChunks.countLines(new byte[4], 3, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
