// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.Tuple2;
import io.waterclock.function.Function4;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.streaming.State;
import io.waterclock.streaming.Time;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step of {@code mapWithState}: the function is called for each record, in order, and then for each key whose time is out. Other keys are
 * not touched.
 */
@SuppressWarnings("unchecked")
public final class MapByState<K, V, S, M> implements StatefulFunction {
    private static final long serialVersionUID = 1L;

    private final Function4<Time, K, Optional<V>, State<S>, Optional<M>> function;
    private final long timeoutMs;
    private final long slideMs;

    /**
     * @param timeoutMs 0 for none
     * @param slideMs from one batch of the stream to the next
     */
    public MapByState(Function4<Time, K, Optional<V>, State<S>, Optional<M>> function, long timeoutMs, long slideMs) {
        this.function = function;
        this.timeoutMs = timeoutMs;
        this.slideMs = slideMs;
    }

    /** Loads pairs of key and state, as if all had come in the batch after the version. */
    public StatefulFunction loader() {
        boolean timed = timeoutMs > 0;
        long slide = slideMs;
        return (partition, version, previous, records) -> {
            MappedStates.Editor<K, S> loaded =
                    MappedStates.<K, S>of(null, timed).edit(version + slide);
            while (records.hasNext()) {
                Tuple2<K, S> pair = (Tuple2<K, S>) records.next();
                loaded.put(pair._1(), pair._2());
            }
            return new Update(loaded.build(), List.of().iterator());
        };
    }

    /** How a partition of this state is saved and restored. */
    public StateForm form() {
        return new MappedForm(timeoutMs, slideMs);
    }

    @Override
    public Update apply(int partition, long version, @Nullable Object previous, Iterator<?> records) throws Exception {
        MappedStates.Editor<K, S> states =
                MappedStates.<K, S>of(previous, timeoutMs > 0).edit(version);
        Time time = new Time(version);
        StateOfKey<S> shown = new StateOfKey<>();
        List<Object> emitted = new ArrayList<>();
        while (records.hasNext()) {
            Tuple2<K, V> record = (Tuple2<K, V>) records.next();
            K key = record._1();
            states.show(key, shown);
            emit(function.call(time, key, Optional.ofNullable(record._2()), shown), emitted);
            if (shown.isRemoved()) {
                states.remove(key);
            } else if (shown.isUpdated()) {
                states.put(key, shown.get());
            } else if (shown.exists()) {
                states.touch(key);
            }
        }
        if (timeoutMs > 0) {
            endIdle(states, time, shown, emitted);
        }
        return new Update(states.build(), emitted.iterator());
    }

    private void endIdle(MappedStates.Editor<K, S> states, Time time, StateOfKey<S> shown, List<Object> emitted)
            throws Exception {
        for (K key : states.idleSince(time.milliseconds() - timeoutMs, slideMs)) {
            states.showTimingOut(key, shown);
            emit(function.call(time, key, Optional.empty(), shown), emitted);
            states.remove(key);
        }
    }

    private static <M> void emit(@Nullable Optional<M> result, List<Object> emitted) {
        if (result != null && result.isPresent()) {
            emitted.add(result.get());
        }
    }
}
