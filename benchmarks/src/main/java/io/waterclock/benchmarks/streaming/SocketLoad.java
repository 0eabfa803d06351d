// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.benchmarks.harness.Selection;
import java.util.List;
import java.util.Locale;

/**
 * What {@link SocketWordCount} sends, and to whom.
 *
 * @param seconds how long is sent; 0 for what the form says
 * @param rates lines a second, one run each; 0 is as many as are taken
 * @param heap the receiver's {@code -Xmx}
 * @param distinct different words
 * @param only a part of the names of those who take part, or several with | between; empty for all
 */
public record SocketLoad(int seconds, List<Integer> rates, String heap, int distinct, int intervalMs, String only) {
    private static final int TARGET = 1_000_000;
    static final int UNLIMITED = 0;

    public static final SocketLoad DEFAULT = new SocketLoad(0, List.of(TARGET, UNLIMITED), "512m", 10_000, 1_000, "");

    /** @throws IllegalArgumentException for an unknown option, or a value that isn't one */
    public SocketLoad with(String option, String value) {
        return switch (option) {
            case "--seconds" -> lasting(positive(option, value));
            case "--rate" ->
                new SocketLoad(
                        seconds,
                        value.equals("max") ? List.of(UNLIMITED) : List.of(positive(option, value)),
                        heap,
                        distinct,
                        intervalMs,
                        only);
            case "--heap" -> new SocketLoad(seconds, rates, value, distinct, intervalMs, only);
            case "--words" -> new SocketLoad(seconds, rates, heap, positive(option, value), intervalMs, only);
            case "--interval" -> new SocketLoad(seconds, rates, heap, distinct, positive(option, value), only);
            case "--only" -> new SocketLoad(seconds, rates, heap, distinct, intervalMs, value);
            default -> throw new IllegalArgumentException("There is no option " + option);
        };
    }

    /** For so long, unless it has been said. */
    public SocketLoad lasting(int defaultSeconds) {
        return seconds > 0 ? this : new SocketLoad(defaultSeconds, rates, heap, distinct, intervalMs, only);
    }

    SocketLoad at(int otherIntervalMs) {
        return new SocketLoad(seconds, rates, heap, distinct, otherIntervalMs, only);
    }

    public boolean takesPart(String name) {
        return Selection.isIn(only, name);
    }

    public static String help() {
        return String.format(Locale.ROOT, """
                  --rate n      lines a second, or max; default both %d and max, one after the other
                  --seconds n   how long is sent; default 10, with --full 60
                  --heap s      of the receiving JVM; default %s
                  --words n     distinct words; default %d
                  --interval n  of batches, in milliseconds; default %d
                """, TARGET, DEFAULT.heap, DEFAULT.distinct, DEFAULT.intervalMs);
    }

    /** @throws IllegalArgumentException when it isn't a whole number over 0 */
    public static int positive(String option, String value) {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            number = 0;
        }
        if (number < 1) {
            throw new IllegalArgumentException(option + " takes a whole number over 0, not " + value);
        }
        return number;
    }
}
