// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.function.Function;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.source.PartitionCount;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.state.MapByState;
import io.waterclock.streaming.state.MappedStates;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What the function of a {@link StateSpec} makes of the records of a stream of pairs, one after the other, each with the state of its key.
 * A batch touches only the keys that came and those whose time is out.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param <S> the type of the states
 * @param <M> the type of its records
 */
public final class MapWithStateDStream<K, V, S, M> extends StatefulDStream<M> {
    private final PairDStream<K, V> values;
    private final MapByState<K, V, S, M> step;
    private final @Nullable PairRDD<K, S> initialStates;
    private final @Nullable String specName;

    private MapWithStateDStream(
            Operator made, PairDStream<K, V> values, Partitioner partitioner, StateSpec<K, V, S, M> spec) {
        super(made, values, partitioner);
        this.values = values;
        this.step = new MapByState<>(spec.function(), spec.timeoutMs(), values.slideMs());
        this.initialStates = spec.initialState();
        this.specName = spec.name();
        if (specName != null) {
            graph().claimName("state", specName, made.toString());
        }
    }

    static <K, V, S, M> MapWithStateDStream<K, V, S, M> of(PairDStream<K, V> values, StateSpec<K, V, S, M> spec) {
        Operator made = values.define("mapWithState", spec);
        Partitioner given = spec.partitioner();
        Partitioner partitioner = given != null ? given : values.graph().defaultPartitioner();
        PartitionCount.requireFew(made, partitioner.numPartitions());
        BatchRules.requireOwn(made, values.graph(), spec.initialState());
        return new MapWithStateDStream<>(made, values, partitioner, spec);
    }

    /**
     * The state of every key after each batch. Reading them goes through all keys; a batch in which nobody does costs nothing more.
     */
    public PairDStream<K, S> stateSnapshots() {
        return snapshots(define("stateSnapshots"), slideMs(), MappedStates::pairs, true);
    }

    /** Names the stream, and its state too, unless {@link StateSpec#name} did. */
    @Override
    public MapWithStateDStream<K, V, S, M> named(String newName) {
        super.named(newName);
        return this;
    }

    @Override
    StatefulFunction function(Time time) {
        return step;
    }

    @Override
    Function<Object, ? extends Iterator<?>> pairs() {
        return MappedStates::pairs;
    }

    @Override
    Lineage input(Time time) {
        return spread(recordsOf(values, time));
    }

    @Override
    Initial initial() {
        return loaded(initialStates, step.loader());
    }

    @Override
    @Nullable
    String givenName() {
        return specName != null ? specName : name();
    }
}
