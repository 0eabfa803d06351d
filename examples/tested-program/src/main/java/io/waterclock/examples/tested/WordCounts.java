// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples.tested;

import io.waterclock.Tuple2;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.PairDStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the program computes of lines, wherever they come from. */
public final class WordCounts {
    private static final Duration WINDOW = Durations.seconds(30);
    private static final Duration SLIDE = Durations.seconds(10);

    private WordCounts() {}

    /** The words of a line, in small letters. */
    public static DStream<String> words(DStream<String> lines) {
        return lines.flatMap(line -> Arrays.asList(line.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
                        .iterator())
                .filter(word -> !word.isEmpty());
    }

    /** How often each word came in the last thirty seconds; every ten. */
    public static PairDStream<String, Integer> recent(DStream<String> lines) {
        return words(lines)
                .mapToPair(word -> new Tuple2<>(word, 1))
                .reduceByKeyAndWindow((a, b) -> a + b, (sum, leaving) -> sum - leaving, WINDOW, SLIDE)
                .named("recent words");
    }

    /** How often each word has come since the program began. */
    public static PairDStream<String, Long> ever(DStream<String> lines) {
        return words(lines)
                .mapToPair(word -> new Tuple2<>(word, 1L))
                .reduceByKey(Long::sum)
                .<Long>updateStateByKey((counts, before) -> Optional.of(
                        before.orElse(0L) + counts.stream().mapToLong(n -> n).sum()))
                .named("words ever");
    }
}
