// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static final byte[] TRICKY = {
        0,
        'a',
        '\n',
        '\r',
        0x7F,
        (byte) 0x80,
        (byte) 0x8F,
        (byte) 0x90,
        (byte) 0x9F,
        (byte) 0xA0,
        (byte) 0xBF,
        (byte) 0xC0,
        (byte) 0xC1,
        (byte) 0xC2,
        (byte) 0xDF,
        (byte) 0xE0,
        (byte) 0xE1,
        (byte) 0xED,
        (byte) 0xEE,
        (byte) 0xEF,
        (byte) 0xF0,
        (byte) 0xF1,
        (byte) 0xF4,
        (byte) 0xF5,
        (byte) 0xFF,
        (byte) 0xBD
    };

    @Test
    void what_is_valid_is_what_a_strict_decoder_takes() {
        long seed = Long.getLong("test.seed", 7L);
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = tricky(random, random.nextInt(7));
            assertThat(Utf8.isValid(bytes, 0, bytes.length))
                    .as("seed %s: %s", seed, bytes)
                    .isEqualTo(isTakenStrictly(bytes));
        }
    }

    @Test
    void malformed_sequences_are_as_many_as_the_reader_of_the_lines_replaces() throws Exception {
        long seed = Long.getLong("test.seed", 8L);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = tricky(random, random.nextInt(40));
            long replaced = -occurrences(bytes);
            TextBlock block = new TextBlock(bytes, 0, bytes.length, 1);
            var lines = block.open().iterator();
            while (lines.hasNext()) {
                replaced += lines.next()
                        .toString()
                        .chars()
                        .filter(c -> c == '\uFFFD')
                        .count();
            }
            assertThat(Utf8.malformed(bytes, 0, bytes.length))
                    .as("seed %s: %s", seed, bytes)
                    .isEqualTo(replaced);
        }
    }

    @Test
    void newlines_are_counted_and_other_than_ascii_is_noticed() {
        long seed = Long.getLong("test.seed", 9L);
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = tricky(random, random.nextInt(40));
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            int newlines = 0;
            boolean ascii = true;
            int last = -1;
            for (int k = from; k < to; k++) {
                if (bytes[k] == '\n') {
                    newlines++;
                    last = k;
                }
                ascii &= bytes[k] >= 0;
            }
            assertThat(Utf8.newlines(bytes, from, to))
                    .as("seed %s: %s from %s to %s", seed, bytes, from, to)
                    .isEqualTo(ascii ? newlines : ~newlines);
            assertThat(Utf8.lastNewline(bytes, from, to)).isEqualTo(last);
        }
    }

    /** Mostly bytes at the borders of UTF-8's ranges. */
    private static byte[] tricky(Random random, int length) {
        byte[] bytes = new byte[length];
        boolean asciiOnly = random.nextInt(4) == 0;
        for (int i = 0; i < length; i++) {
            bytes[i] = asciiOnly
                    ? (byte) (random.nextInt(3) == 0 ? '\n' : random.nextInt(128))
                    : TRICKY[random.nextInt(TRICKY.length)];
        }
        return bytes;
    }

    private static long occurrences(byte[] bytes) {
        long count = 0;
        for (int i = 0; i + 3 <= bytes.length; i++) {
            if (bytes[i] == (byte) 0xEF && bytes[i + 1] == (byte) 0xBF && bytes[i + 2] == (byte) 0xBD) {
                count++;
            }
        }
        return count;
    }

    private static boolean isTakenStrictly(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
