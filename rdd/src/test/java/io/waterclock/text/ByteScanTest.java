// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteScanTest {
    /** Those whose bits lie next to LF and CR, where a borrow would show. */
    private static final byte[] NEAR = {'\n', '\r', 9, 11, 12, 14, 0, 1, (byte) 0x8A, (byte) 0x8D, (byte) 0xFF, 'x'};

    @Test
    void every_search_agrees_with_one_byte_at_a_time() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            int variety = 1 + random.nextInt(NEAR.length);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = NEAR[NEAR.length - 1 - random.nextInt(variety)];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            int lf = -1;
            int end = -1;
            int count = 0;
            for (int i = to - 1; i >= from; i--) {
                count += bytes[i] == '\n' ? 1 : 0;
                lf = bytes[i] == '\n' ? i : lf;
                end = bytes[i] == '\n' || bytes[i] == '\r' ? i : end;
            }
            assertThat(ByteScan.indexOfLf(bytes, from, to)).as("seed %d", seed).isEqualTo(lf);
            assertThat(ByteScan.indexOfLineEnd(bytes, from, to))
                    .as("seed %d", seed)
                    .isEqualTo(end);
            assertThat(ByteScan.countLf(bytes, from, to)).as("seed %d", seed).isEqualTo(count);
        }
    }
}
