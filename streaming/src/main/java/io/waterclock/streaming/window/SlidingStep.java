// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import io.waterclock.Tuple2;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.streaming.state.Kept;
import io.waterclock.streaming.state.VersionedMap;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The step of a window over slices: takes in the slice of a batch, and emits nothing; {@link Reader} makes records of what it leaves.
 */
public final class SlidingStep implements StatefulFunction {
    private static final long serialVersionUID = 1L;

    /**
     * @param open what the batches of the pane that hasn't ended came to
     * @param window the panes that have
     */
    private record Partition(VersionedMap<Object, Object> open, WindowState window) implements Serializable {}

    private final WindowSpan span;
    private final Function2<?, ?, ?> function;
    private final @Nullable Function2<?, ?, ?> inverse;
    private final boolean inverseIsExact;
    private final long zeroMs;

    /** @param zeroMs the time zero of the stream, from which windows are counted */
    public SlidingStep(WindowRule rule, long zeroMs) {
        this.span = rule.span();
        this.function = rule.function();
        this.inverse = rule.inverse();
        this.inverseIsExact = rule.inverseIsExact();
        this.zeroMs = zeroMs;
    }

    @Override
    public Update apply(int partition, long version, @Nullable Object previous, Iterator<?> slices) {
        WindowRule rule = new WindowRule(span, function, inverse, inverseIsExact);
        Partition before = previous == null ? new Partition(VersionedMap.empty(), rule.empty()) : (Partition) previous;
        Slice slice = slices.hasNext() ? (Slice) slices.next() : Slice.EMPTY;
        return new Update(after(before, slice, version, rule), Collections.emptyIterator());
    }

    private Partition after(Partition before, Slice slice, long timeMs, WindowRule rule) {
        if (span.paneMs() == span.parentMs()) {
            return new Partition(before.open, before.window.slide(slice, timeMs, rule));
        }
        VersionedMap<Object, Object> open = slice.after(before.open, rule);
        return span.endsAPane(timeMs - zeroMs)
                ? new Partition(VersionedMap.empty(), before.window.slide(Slice.of(open), timeMs, rule))
                : new Partition(open, before.window);
    }

    /** Makes records of a partition's window: pairs of the keys and what their values came to. */
    public static final class Reader<K, V> implements Function<Object, Iterator<Tuple2<K, V>>> {
        private static final long serialVersionUID = 1L;

        private final WindowSpan span;
        private final Function2<?, ?, ?> function;
        private final @Nullable Function<Tuple2<K, V>, Boolean> keep;

        /** @param keep which pairs are records; null for all */
        public Reader(WindowRule rule, @Nullable Function<Tuple2<K, V>, Boolean> keep) {
            this.span = rule.span();
            this.function = rule.function();
            this.keep = keep;
        }

        @Override
        public Iterator<Tuple2<K, V>> call(Object partition) {
            WindowRule rule = new WindowRule(span, function, null, false);
            return ((Partition) partition).window.aggregates(rule, this::toRecord);
        }

        @SuppressWarnings("unchecked")
        private @Nullable Tuple2<K, V> toRecord(Object key, Object value) {
            Tuple2<K, V> record = new Tuple2<>((K) key, Kept.value(value));
            try {
                return keep == null || keep.call(record) ? record : null;
            } catch (Exception e) {
                throw Sneaky.unchecked(e);
            }
        }
    }
}
