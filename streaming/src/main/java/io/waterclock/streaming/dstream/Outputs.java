// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.AbstractRDD;
import io.waterclock.streaming.Time;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The built-in outputs: what they print and how they name files. */
final class Outputs {
    private static final String RULE = "-".repeat(43);

    private Outputs() {}

    /** One call of the stream, so that what other threads print doesn't come between the lines. */
    static <T, R extends AbstractRDD<T, R>> void print(R rdd, Time time, int num) {
        List<T> first = rdd.take(num == Integer.MAX_VALUE ? num : num + 1);
        String end = System.lineSeparator();
        StringBuilder text = new StringBuilder();
        text.append(RULE).append(end);
        text.append("Time: ").append(time).append(end);
        text.append(RULE).append(end);
        for (int i = 0; i < Math.min(num, first.size()); i++) {
            text.append(first.get(i)).append(end);
        }
        if (first.size() > num) {
            text.append("...").append(end);
        }
        text.append(end);
        System.out.print(text);
        System.out.flush();
    }

    /** {@code prefix-<ms>.suffix}, less what is missing. */
    static String fileName(@Nullable String prefix, @Nullable String suffix, Time time) {
        String ms = Long.toString(time.milliseconds());
        String front = prefix == null || prefix.isEmpty() ? ms : prefix + "-" + ms;
        return suffix == null || suffix.isEmpty() ? front : front + "." + suffix;
    }
}
