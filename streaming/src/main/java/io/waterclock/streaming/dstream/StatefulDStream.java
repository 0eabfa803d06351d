// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.function.Function;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.program.StateStep;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A stream with a state: a barrier between its parent and those that read it. In each of its batches a step takes the state from the
 * version of the batch before to this one's, over all partitions, whether or not an output reads it; the RDD of the batch is what the step emitted.
 * Versions are called by the times of their batches, and kept for as long as the stream remembers the batch.
 *
 * @param <T> the type of the records that a step emits
 */
abstract class StatefulDStream<T> extends DStream<T> {
    private final AbstractDStream<?, ?, ?> parent;
    private final Partitioner partitioner;
    private final String nameOfPlace;
    /** Dropped by who stops the context, perhaps beside a step that doesn't come to an end. */
    private final TreeSet<Long> versions = new TreeSet<>();

    private boolean dropped;
    private List<StateStep> due = List.of();
    private long dueMs;
    private @Nullable String engineName;

    /** @param parent whose batches the state takes in */
    StatefulDStream(Operator operator, AbstractDStream<?, ?, ?> parent, Partitioner partitioner) {
        super(parent.graph(), operator, parent.slideMs());
        this.parent = parent;
        this.partitioner = partitioner;
        this.nameOfPlace = graph().names().ofPlace(operator);
    }

    // ---- what the kinds of states say

    /** What the step of a batch does to a partition. */
    abstract StatefulFunction function(Time time);

    /** What the step of a batch takes in, spread by the partitioner; null when there is nothing to do in this batch. */
    abstract @Nullable Lineage input(Time time);

    /** What the state begins with, spread by the partitioner, and the function that loads it; null when it begins empty. */
    @Nullable
    Initial initial() {
        return null;
    }

    record Initial(Lineage records, StatefulFunction loader) {}

    /** What the program called it; null for nothing. */
    @Nullable
    String givenName() {
        return name();
    }

    /** Makes pairs of key and state of a partition's state. */
    abstract Function<Object, ? extends Iterator<?>> pairs();

    /** How the state is kept, for people. */
    String scheme() {
        return "by key";
    }

    @Override
    final String explanation() {
        return "state \"" + stateName() + "\" of " + operator() + ": " + scheme() + "; " + partitioner.numPartitions()
                + " partitions";
    }

    @Override
    final boolean holdsItsRecords() {
        return true;
    }

    /** The one that a stream is, or whose states are the records of a stream; null when it is neither. */
    static @Nullable StatefulDStream<?> shownBy(AbstractDStream<?, ?, ?> stream) {
        if (stream instanceof StatefulDStream<?> itself) {
            return itself;
        }
        boolean one = stream.parents().size() == 1;
        return one
                        && stream.parents().get(0) instanceof StatefulDStream<?> state
                        && (stream.operator().equals(state.operator())
                                || stream.operator().name().equals("stateSnapshots"))
                ? state
                : null;
    }

    // ---- names

    /** By which people and checkpoints know the state. */
    final String stateName() {
        String given = givenName();
        return given != null ? given : nameOfPlace;
    }

    private String engineName() {
        if (engineName == null) {
            engineName = stateName() + graph().stateSuffix();
        }
        return engineName;
    }

    final Partitioner statePartitioner() {
        return partitioner;
    }

    /** A parent's records in a batch; none where it has no RDD: the states go on all the same. */
    final <R extends AbstractRDD<?, R>> Lineage recordsOf(AbstractDStream<?, R, ?> stream, Time time) {
        R rdd = stream.getOrCompute(time);
        return rdd != null ? rdd.lineage() : BatchRules.noRecords(operator(), partitioner.numPartitions());
    }

    /**
     * Loads states where the partitioner wants them. A state that begins empty is loaded too: so every step has a version before it, and
     * what a batch emitted can't be made anew, from nothing, when its version was dropped.
     */
    final Initial loaded(@Nullable AbstractRDD<?, ?> states, StatefulFunction loader) {
        return new Initial(spread(states == null ? BatchRules.noRecords(operator(), 1) : states.lineage()), loader);
    }

    /** Pairs where the state's partitioner wants them: as they are, if they are there already. */
    final Lineage spread(Lineage pairs) {
        return partitioner.equals(pairs.partitioner())
                ? pairs
                : new Lineage.Shuffle(operator(), pairs, partitioner, Combiner.None.INSTANCE, null);
    }

    // ---- batches

    @Override
    List<AbstractDStream<?, ?, ?>> parents() {
        return List.of(parent);
    }

    @Override
    public final @Nullable RDD<T> compute(Time validTime) {
        Lineage records = input(validTime);
        if (records == null) {
            return null;
        }
        StatefulFunction step = function(validTime); // may run a job, and so not in the monitor
        List<StateStep> steps = new ArrayList<>(1);
        synchronized (versions) {
            if (dropped) {
                throw new IllegalStateException("the streaming context has stopped");
            }
            Initial begin = versions.isEmpty() ? initial() : null;
            if (begin != null) {
                steps.add(step(begin.records(), graph().times().zeroMs(), begin.loader()));
            }
            steps.add(step(records, validTime.milliseconds(), step));
        }
        due = steps;
        dueMs = validTime.milliseconds();
        return facade(steps.get(steps.size() - 1).node());
    }

    private StateStep step(Lineage records, long to, StatefulFunction f) {
        long from = versions.isEmpty() ? Lineage.Stateful.NONE : versions.last();
        versions.add(to);
        Lineage.Stateful node = new Lineage.Stateful(operator(), records, engineName(), from, to, f);
        return new StateStep(graph().handle(), "\"" + stateName() + "\" (" + operator() + ")", node);
    }

    /** What each partition of the last version comes to by a reader; empty before there is one. Runs a job. */
    final <U> List<U> readLast(Function<Object, Iterator<U>> reader) {
        Long last;
        synchronized (versions) {
            last = versions.isEmpty() ? null : versions.last();
        }
        if (last == null) {
            return List.of();
        }
        RDD<U> records = new RDD<>(graph().rdds(), view(operator(), new Time(last), reader, false));
        return records.collect();
    }

    /** The steps of the batch, in order; asked once. */
    final List<StateStep> stepsOf(Time time) {
        List<StateStep> steps = time.milliseconds() == dueMs ? due : List.of();
        due = List.of();
        return steps;
    }

    /**
     * The state after a batch, as records.
     *
     * @param reader makes them of a partition's state
     */
    private Lineage view(Operator made, Time time, Function<Object, ? extends Iterator<?>> reader, boolean keysStay) {
        Partitioner spread = keysStay ? partitioner : null;
        return new Lineage.StateView(
                made, engineName(), time.milliseconds(), partitioner.numPartitions(), spread, reader);
    }

    /**
     * A stream of the state after each of its batches.
     *
     * @param keysStay whether it is told that the records are spread by the state's partitioner
     */
    final <K, V> PairDStream<K, V> snapshots(
            Operator made, long slideMs, Function<Object, ? extends Iterator<?>> reader, boolean keysStay) {
        BatchRules.Rule<PairRDD<K, V>> rule = time -> new PairRDD<>(graph().rdds(), view(made, time, reader, keysStay));
        return new Derived.Pairs<>(graph(), made, slideMs, Derived.From.state(this, rule));
    }

    /** The pairs of key and state of the newest version that can be read; null when there is none. */
    final @Nullable PairRDD<?, ?> lastPublished() {
        synchronized (versions) {
            for (Long version : versions.descendingSet()) {
                if (graph().handle().states().isPublished(engineName(), version)) {
                    return new PairRDD<>(graph().rdds(), view(operator(), new Time(version), pairs(), false));
                }
            }
            return null;
        }
    }

    // ---- forgetting

    /** Lets go of the versions up to a time; never of the last, from which the next step goes on. */
    final void dropUpTo(long ms) {
        synchronized (versions) {
            while (versions.size() > 1 && versions.first() <= ms) {
                graph().handle().states().drop(engineName(), versions.pollFirst());
            }
        }
    }

    /** Lets go of all, whether published or not. */
    final void dropAll() {
        synchronized (versions) {
            dropped = true;
            for (Long version : versions) {
                graph().handle().states().abandon(engineName(), version);
                graph().handle().states().drop(engineName(), version);
            }
        }
    }
}
