// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortStringTest {
    private static final long SEED = Long.getLong("test.seed", 20261126L);

    /** Where a place more or less, a sign or a lost upper half would show. */
    private static final char[] LETTERS = {0, 1, 'A', 'B', 'a', '~', 0x80, 0xFF, 0x100, 'a' + 0x100, 0xFFFF};

    @Test
    void differentStrings_areDifferentLongsWithTheHashCodesOfTheStrings() {
        Random random = new Random(SEED);
        Map<List<Long>, String> seen = new HashMap<>();
        int[] packed = new int[2];
        for (int i = 0; i < 1_000_000; i++) {
            String string = random(random);
            long head = ShortString.head(string);
            long tail = ShortString.hasTail(head) ? ShortString.tail(string) : ShortString.NONE;
            if (head == ShortString.NONE || ShortString.hasTail(head) && tail == ShortString.NONE) {
                continue;
            }
            packed[ShortString.hasTail(head) ? 1 : 0]++;
            assertThat(ShortString.hasTail(head)).isEqualTo(string.length() > 8);
            assertThat(ShortString.hashCode(head, tail)).as(string).isEqualTo(string.hashCode());
            String before = seen.putIfAbsent(List.of(head, tail), string);
            assertThat(before == null ? string : before).isEqualTo(string);
        }
        assertThat(packed[0]).isGreaterThan(100_000);
        assertThat(packed[1]).isGreaterThan(100_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "to",
                "zebra",
                "20261126",
                "2026-11-26",
                "exactly-sixteen.",
                "\u00e9t\u00e9",
                "a\u0000",
                "12345678a\u0000",
                "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
                "a-------\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"
            })
    void shortLatin_isPacked(String string) {
        assertThat(isPacked(string)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000",
                "\u0000a",
                "12345678\u0000",
                "12345678\u0000a",
                "12345678901234567",
                "\u0100",
                "a\u0161",
                "12345678\u0161",
                "\u00e9-------",
                "12345678\u00e9-------"
            })
    void anyOther_isNot(String string) {
        assertThat(isPacked(string)).isFalse();
    }

    /** Those that differ in two places alone: padded codes, say. */
    @Test
    void stringsThatDifferInTwoPlaces_haveHashesOfTheirOwn() {
        for (int length = 2; length <= 16; length++) {
            for (int first = 0; first < length; first++) {
                for (int second = first + 1; second < length; second++) {
                    assertThat(hashes(length, first, second))
                            .as("%d and %d of %d", first, second, length)
                            .isGreaterThan(26 * 26 - 3);
                }
            }
        }
    }

    private static int hashes(int length, int first, int second) {
        Set<Integer> hashes = new HashSet<>();
        char[] letters = " ".repeat(length).toCharArray();
        for (char a = 'a'; a <= 'z'; a++) {
            for (char b = 'a'; b <= 'z'; b++) {
                letters[first] = a;
                letters[second] = b;
                String string = new String(letters);
                long head = ShortString.head(string);
                hashes.add(ShortString.hash(
                        head, ShortString.hasTail(head) ? ShortString.tail(string) : ShortString.NONE));
            }
        }
        return hashes.size();
    }

    private static boolean isPacked(String string) {
        long head = ShortString.head(string);
        return ShortString.isWhole(head, ShortString.hasTail(head) ? ShortString.tail(string) : ShortString.NONE);
    }

    private static String random(Random random) {
        int length = random.nextInt(19);
        StringBuilder string = new StringBuilder();
        for (int i = 0; i < length; i++) {
            string.append(
                    random.nextInt(4) > 0
                            ? LETTERS[random.nextInt(8)]
                            : random.nextBoolean()
                                    ? LETTERS[random.nextInt(LETTERS.length)]
                                    : (char) random.nextInt(256));
        }
        return string.toString();
    }
}
