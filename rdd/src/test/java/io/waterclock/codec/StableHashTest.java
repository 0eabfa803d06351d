// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StableHashTest {
    private enum Colour {
        RED,
        GREEN
    }

    private record Point(int x, int y) {}

    private static int hash(@Nullable Object value) throws IOException {
        return new StableHash(new Codecs(), "a test").of(value);
    }

    /** What was saved by them is found by them: these numbers stay. */
    @Test
    void hashes_stayWhatTheyAre() throws IOException {
        List<Object> values = Arrays.asList(
                null, 1, 1L, "a", "ğ", new Tuple2<>("a", 1), Colour.GREEN, new Point(1, 2), List.of(1, 2));
        List<Integer> hashes = new ArrayList<>();
        for (Object value : values) {
            hashes.add(hash(value));
        }
        assertThat(hashes)
                .containsExactly(
                        -220654204,
                        -144858351,
                        1007409332,
                        947355296,
                        1988738330,
                        -356204634,
                        -314521519,
                        1833963136,
                        1206536374);
    }

    @Test
    void valueAfterOthers_hasTheHashThatItHasAlone() throws IOException {
        StableHash hash = new StableHash(new Codecs(), "a test");
        int first = hash.of(new Point(1, 2));
        hash.of(new Point(3, 4));
        hash.of("something else".repeat(20_000));
        assertThat(hash.of(new Point(1, 2))).isEqualTo(first);
        assertThat(hash.of(new Point(2, 1))).isNotEqualTo(first);
    }

    @Test
    void largeValues_countToTheirEnd() throws IOException {
        String large = "x".repeat(200_000);
        assertThat(hash(large + "a")).isNotEqualTo(hash(large + "b"));
    }

    @Test
    void lowBits_spreadKeysThatAreAlike() throws IOException {
        StableHash hash = new StableHash(new Codecs(), "a test");
        int[] numbers = new int[256];
        int[] texts = new int[256];
        for (int i = 0; i < 25_600; i++) {
            numbers[Math.floorMod(hash.of(i), 256)]++;
            texts[Math.floorMod(hash.of("user-" + i), 256)]++;
        }
        assertThat(IntStream.of(numbers).summaryStatistics().getMin()).isGreaterThan(50);
        assertThat(IntStream.of(numbers).summaryStatistics().getMax()).isLessThan(200);
        assertThat(IntStream.of(texts).summaryStatistics().getMin()).isGreaterThan(50);
        assertThat(IntStream.of(texts).summaryStatistics().getMax()).isLessThan(200);
    }

    @Test
    void valueWithoutACodec_isRefused() {
        assertThatThrownBy(() -> hash(new Object()))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CODEC_MISSING))
                .hasMessageContaining("needed for a test");
    }
}
