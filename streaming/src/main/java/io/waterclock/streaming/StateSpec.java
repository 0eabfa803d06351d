// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import io.waterclock.Tuple2;
import io.waterclock.function.Function3;
import io.waterclock.function.Function4;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.RDD;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code mapWithState} does: a function that sees each record with the state of its key, and where the states begin, how they are spread
 * and when they end. Each method sets something and returns the spec itself; of two calls of one method the last counts.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param <S> the type of the states
 * @param <M> the type of what the function makes of a record
 */
public final class StateSpec<K, V, S, M> {
    private final Function4<Time, K, Optional<V>, State<S>, Optional<M>> function;
    private @Nullable PairRDD<K, S> initialState;
    private @Nullable Partitioner partitioner;
    private long timeoutMs;
    private @Nullable String name;

    private StateSpec(Function4<Time, K, Optional<V>, State<S>, Optional<M>> function) {
        this.function = function;
    }

    /**
     * A spec whose function is called once for each record, in the order of its partition, and once more for a key that times out: then
     * without a value. What it returns is a record of the stream.
     */
    public static <K, V, S, M> StateSpec<K, V, S, M> function(Function3<K, Optional<V>, State<S>, M> mappingFunction) {
        requireThere(mappingFunction, "function");
        return new StateSpec<>(
                (time, key, value, state) -> Optional.ofNullable(mappingFunction.call(key, value, state)));
    }

    /** As {@link #function(Function3)}, with the time of the batch; an empty result is no record. */
    public static <K, V, S, M> StateSpec<K, V, S, M> function(
            Function4<Time, K, Optional<V>, State<S>, Optional<M>> mappingFunction) {
        requireThere(mappingFunction, "function");
        return new StateSpec<>(mappingFunction);
    }

    /** The states to begin with, where none have been kept. Of a key that is there twice, the last counts. */
    public StateSpec<K, V, S, M> initialState(PairRDD<K, S> rdd) {
        requireThere(rdd, "initialState");
        this.initialState = rdd;
        return this;
    }

    /** {@link #initialState(PairRDD)}. */
    public StateSpec<K, V, S, M> initialState(RDD<Tuple2<K, S>> rdd) {
        requireThere(rdd, "initialState");
        return initialState(PairRDD.fromRDD(rdd));
    }

    /** Spreads the states over so many partitions, by the hash of the key; the default parallelism unless told otherwise. */
    public StateSpec<K, V, S, M> numPartitions(int numPartitions) {
        if (numPartitions <= 0) {
            throw new IllegalArgumentException("StateSpec.numPartitions: " + numPartitions + "; at least 1 is needed");
        }
        return partitioner(new HashPartitioner(numPartitions));
    }

    /** Spreads the states by this partitioner. */
    public StateSpec<K, V, S, M> partitioner(Partitioner newPartitioner) {
        requireThere(newPartitioner, "partitioner");
        this.partitioner = newPartitioner;
        return this;
    }

    /**
     * Ends the state of a key that had no record for longer than this, by the times of batches: in the first batch later than that, the
     * function is called without a value, with {@link State#isTimingOut}.
     *
     * @param idleDuration more than 0, in whole milliseconds
     */
    public StateSpec<K, V, S, M> timeout(Duration idleDuration) {
        this.timeoutMs = Durations.toWholeMs("The time-out of a StateSpec", idleDuration);
        return this;
    }

    /**
     * By which people and checkpoints know the state; the name of the stream unless told otherwise.
     *
     * @throws IllegalArgumentException when it is empty
     */
    public StateSpec<K, V, S, M> name(String newName) {
        requireThere(newName, "name");
        if (newName.isBlank()) {
            throw new IllegalArgumentException("StateSpec.name: the name is empty");
        }
        this.name = newName;
        return this;
    }

    private static void requireThere(@Nullable Object argument, String method) {
        if (argument == null) {
            throw new IllegalArgumentException("StateSpec." + method + ": the argument is null");
        }
    }

    // ---- for the stream

    public Function4<Time, K, Optional<V>, State<S>, Optional<M>> function() {
        return function;
    }

    public @Nullable PairRDD<K, S> initialState() {
        return initialState;
    }

    public @Nullable Partitioner partitioner() {
        return partitioner;
    }

    /** 0 for none. */
    public long timeoutMs() {
        return timeoutMs;
    }

    public @Nullable String name() {
        return name;
    }
}
