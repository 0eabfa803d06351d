// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import io.waterclock.Tuple2;
import io.waterclock.function.Function;
import io.waterclock.function.PairFunction;
import java.io.Serializable;

/**
 * A value, when it happened, and which input it came from.
 *
 * @param timeMs since the epoch
 */
public record Timed<V>(int input, long timeMs, V value) implements Serializable {

    /** Far enough from the ends of time for windows to be reckoned. */
    private static final long GREATEST_MS = Long.MAX_VALUE / 4;

    /** Asks the program when each pair happened, and then for its value. */
    public static <K, A, V> PairFunction<Tuple2<K, A>, K, Timed<V>> by(
            int input, Function<Tuple2<K, A>, Long> timeMs, Function<A, V> value) {
        return pair -> {
            Long at = timeMs.call(pair);
            if (at == null) {
                throw new IllegalArgumentException("The timestamp function returned null for " + pair
                        + "; it must give milliseconds since the epoch. Filter out what has no time before");
            }
            if (at < -GREATEST_MS || at > GREATEST_MS) {
                throw new IllegalArgumentException(
                        "The timestamp function returned " + at + " for " + pair
                                + ", which is no time; it must give milliseconds since the epoch. Filter out what has no time before");
            }
            return new Tuple2<>(pair._1(), new Timed<>(input, at, value.call(pair._2())));
        };
    }
}
