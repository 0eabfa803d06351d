// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Made-up words and lines of them; the same on every run. */
public final class Words {
    /** In each line. */
    public static final int PER_LINE = 10;

    private static final int LEAST_LETTERS = 3;
    private static final int MOST_LETTERS = 9;
    private static final long SEED = 20_260_101;

    private final String[] words;
    private final Random random = new Random(SEED);

    /**
     * @param distinct how many different words
     */
    public Words(int distinct) {
        Set<String> made = new LinkedHashSet<>();
        while (made.size() < distinct) {
            int letters = LEAST_LETTERS + random.nextInt(MOST_LETTERS - LEAST_LETTERS + 1);
            StringBuilder word = new StringBuilder(letters);
            for (int i = 0; i < letters; i++) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            made.add(word.toString());
        }
        this.words = made.toArray(String[]::new);
    }

    /** A line of words, each as likely as any other, with a space between. */
    public String nextLine() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < PER_LINE; i++) {
            line.append(i > 0 ? " " : "").append(words[random.nextInt(words.length)]);
        }
        return line.toString();
    }

    /** The next lines. */
    public List<String> nextLines(int count) {
        List<String> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lines.add(nextLine());
        }
        return lines;
    }

    /** What a word that was counted adds to the checksum of a word count; the sum over all words is the checksum. */
    public static long checksum(String word, long count) {
        return (word.hashCode() & 0xffffL) * count + count;
    }
}
