// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import io.waterclock.Tuple2;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.Windowed;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the step of a batch gives: results of windows, and records that came too late for any. */
public sealed interface Emitted extends Serializable {

    /** A window that has closed, or that a late record changed. */
    record Result(
            @Nullable Object key,
            long startMs,
            long endMs,
            @Nullable Object value) implements Emitted {}

    /** A record of which all windows have closed. */
    record Late(@Nullable Object key, @Nullable Object value) implements Emitted {}

    /** The results alone. */
    @SuppressWarnings({"unchecked", "NullAway"}) // keys and values may be null
    static <K, R> PairFlatMapFunction<Emitted, Windowed<K>, R> results() {
        return emitted -> {
            if (emitted instanceof Result result) {
                Windowed<K> window = new Windowed<>((K) result.key, new Time(result.startMs), new Time(result.endMs));
                return List.of(new Tuple2<>(window, (R) result.value)).iterator();
            }
            return Collections.<Tuple2<Windowed<K>, R>>emptyIterator();
        };
    }

    /** The late records alone. */
    @SuppressWarnings({"unchecked", "NullAway"}) // keys and values may be null
    static <K, V> PairFlatMapFunction<Emitted, K, V> late() {
        return emitted -> {
            if (emitted instanceof Late late) {
                Iterator<Tuple2<K, V>> one =
                        List.of(new Tuple2<>((K) late.key, (V) late.value)).iterator();
                return one;
            }
            return Collections.<Tuple2<K, V>>emptyIterator();
        };
    }
}
