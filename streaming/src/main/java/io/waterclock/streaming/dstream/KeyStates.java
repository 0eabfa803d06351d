// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.function.Function;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.source.PartitionCount;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.state.KeyedStates;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@code updateStateByKey}. The stream that the program sees has the states themselves as its records; steps emit nothing.
 */
final class KeyStates<K, V, S> extends StatefulDStream<Object> {
    private final PairDStream<K, V> values;
    private final StatefulFunction update;
    private final @Nullable PairRDD<K, S> initialStates;
    private final PairDStream<K, S> states;

    private KeyStates(
            Operator made,
            PairDStream<K, V> values,
            Partitioner partitioner,
            StatefulFunction update,
            @Nullable PairRDD<K, S> initialStates,
            boolean keysStay) {
        super(made, values, partitioner);
        this.values = values;
        this.update = update;
        this.initialStates = initialStates;
        this.states = snapshots(made, slideMs(), KeyedStates::pairs, keysStay);
    }

    /** @param keysStay whether it is told that the states are spread by the partitioner */
    static <K, V, S> PairDStream<K, S> of(
            Operator made,
            PairDStream<K, V> values,
            Partitioner partitioner,
            StatefulFunction update,
            @Nullable PairRDD<K, S> initialStates,
            boolean keysStay) {
        PartitionCount.requireFew(made, partitioner.numPartitions());
        return new KeyStates<>(made, values, partitioner, update, initialStates, keysStay).states;
    }

    @Override
    StatefulFunction function(Time time) {
        return update;
    }

    @Override
    Function<Object, ? extends Iterator<?>> pairs() {
        return KeyedStates::pairs;
    }

    @Override
    Lineage input(Time time) {
        List<Lineage> parents = List.of(recordsOf(values, time));
        return new Lineage.CoGroup(operator(), parents, statePartitioner());
    }

    @Override
    Initial initial() {
        return loaded(initialStates, KeyedStates.loader());
    }

    @Override
    @Nullable
    String givenName() {
        return states.name();
    }
}
