// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import io.waterclock.Tuple2;
import io.waterclock.function.Function;
import io.waterclock.rdd.StatefulFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The step of windows by event time: takes in pairs of a key and a {@link Timed} value, closes what the watermark has passed, and emits {@link Emitted}.
 * Made for one batch, since it holds the batch's watermark.
 */
public final class EventTimeStep implements StatefulFunction {
    private static final long serialVersionUID = 1L;

    private record Partition(EventWindows windows, Progress progress) implements Serializable {}

    private final WindowShape shape;
    private final Accumulation accumulation;
    private final long watermarkMs;
    private final boolean emitsLate;

    /** @param emitsLate whether records that are too late are emitted, beside being counted */
    public EventTimeStep(WindowShape shape, Accumulation accumulation, long watermarkMs, boolean emitsLate) {
        this.shape = shape;
        this.accumulation = accumulation;
        this.watermarkMs = watermarkMs;
        this.emitsLate = emitsLate;
    }

    private static Partition empty(boolean sessions) {
        return new Partition(sessions ? SessionWindows.EMPTY : PaneWindows.EMPTY, Progress.NOTHING);
    }

    /** Begins without windows. */
    public StatefulFunction loader() {
        boolean sessions = shape.isSession(); // captured alone: what is immutable is copied for no task
        return (partition, version, previous, records) -> new Update(empty(sessions), Collections.emptyIterator());
    }

    /** What a partition has seen. */
    public static Function<Object, Iterator<Progress>> progress() {
        return partition -> List.of(((Partition) partition).progress).iterator();
    }

    @Override
    public Update apply(int partition, long version, @Nullable Object previous, Iterator<?> records) throws Exception {
        Partition before = previous == null ? empty(shape.isSession()) : (Partition) previous;
        List<Object> emitted = new ArrayList<>();
        long[] late = {before.progress.late()};
        EventWindows.Batch batch = before.windows.batch(new EventWindows.Passing(
                shape, accumulation, before.progress.watermarkMs(), watermarkMs, (key, value) -> {
                    late[0]++;
                    if (emitsLate) {
                        emitted.add(new Emitted.Late(key, value));
                    }
                }));
        TreeMap<Integer, Progress.Input> inputs = new TreeMap<>(before.progress.inputs());
        while (records.hasNext()) {
            Tuple2<?, ?> pair = (Tuple2<?, ?>) records.next();
            Timed<?> timed = (Timed<?>) pair._2();
            Progress.Input seen = inputs.get(timed.input());
            if (seen == null || seen.greatestMs() < timed.timeMs() || seen.lastBatchMs() != version) {
                inputs.merge(timed.input(), new Progress.Input(timed.timeMs(), version), Progress.Input::and);
            }
            batch.take(pair._1(), timed.timeMs(), timed.value());
        }
        EventWindows after = batch.close(emitted);
        return new Update(new Partition(after, new Progress(inputs, late[0], watermarkMs)), emitted.iterator());
    }
}
