// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.closure.CombineFunctions;
import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.shuffle.MapOutput;
import io.waterclock.engine.embedded.shuffle.Remembered;
import io.waterclock.engine.embedded.shuffle.Room;
import io.waterclock.engine.embedded.shuffle.ShuffleOutput;
import io.waterclock.engine.embedded.shuffle.ShuffleReader;
import io.waterclock.engine.embedded.storage.PartitionCache;
import io.waterclock.engine.embedded.storage.StateStore;
import io.waterclock.engine.embedded.task.End;
import io.waterclock.engine.embedded.task.GuardedReader;
import io.waterclock.engine.embedded.task.OperatorFailure;
import io.waterclock.engine.embedded.task.Pipeline;
import io.waterclock.engine.embedded.task.StageProfiles;
import io.waterclock.engine.embedded.task.Task;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.LineageVisitor;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.rdd.derived.JoinKind;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SliceablePartition;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of one stage do to their partitions: from the top node down, narrow operators on single records are
 * gathered into one {@link Pipeline}; the first node that is not one of them gives the records that run through it.
 *
 * <p>Made once a plan of a job, used by all its tasks at once.
 */
final class StageEvaluator implements Route.View {
    private final Stores stores;
    private final JobFunctions functions;
    private final StageProfiles profiles;
    private final Marks marks;
    private final Codecs codecs;
    private final boolean anyMarks;
    private final Map<Lineage, Route> routes = new ConcurrentHashMap<>(2);
    private final Map<Lineage, Route> routesPast = new ConcurrentHashMap<>(2);

    StageEvaluator(Stores stores, JobFunctions functions, StageProfiles profiles, Marks marks, Codecs codecs) {
        this.codecs = codecs;
        this.stores = stores;
        this.functions = functions;
        this.profiles = profiles;
        this.marks = marks;
        this.anyMarks = marks.any();
    }

    // ---- what a task does to a partition

    /** The work of the action's stage. */
    StageWork act(Lineage top, Action<?> action, Operator operator) {
        if (action instanceof Action.Count) {
            return new StageWork(this, top, End.COUNT, operator, null) {
                @Override
                Object run(Chained chained, Task task) throws Exception {
                    return chained.isEmpty()
                            ? size(chained, task)
                            : chained.pipeline().count(chained.in(), task);
                }

                @Override
                boolean joins() {
                    return true;
                }

                @Override
                Object join(@Nullable Object[] parts) {
                    long sum = 0;
                    for (Object part : parts) {
                        sum += (Long) Objects.requireNonNull(part);
                    }
                    return sum;
                }
            };
        }
        if (action instanceof Action.Collect) {
            return collect(top, Integer.MAX_VALUE, operator);
        }
        if (action instanceof Action.Take take) {
            return collect(top, take.atMost(), operator);
        }
        if (action instanceof Action.Foreach) {
            return new StageWork(this, top, End.FOREACH, operator, functions.ofAction()) {
                @Override
                Object run(Chained chained, Task task) {
                    chained.pipeline().foreach(chained.in(), task);
                    return Boolean.TRUE;
                }
            };
        }
        if (action instanceof Action.Reduce) {
            return reduce(top, operator, functions.ofAction());
        }
        if (action instanceof Action.Aggregate aggregate) {
            return new StageWork(this, top, End.AGGREGATE, operator, functions.ofAction()) {
                @Override
                Object run(Chained chained, Task task) {
                    return chained.pipeline().aggregate(chained.in(), task, aggregate.zero());
                }
            };
        }
        return process(top, operator, functions.ofAction());
    }

    private StageWork reduce(Lineage top, Operator operator, FunctionBinder.Bound function) {
        return new StageWork(this, top, End.REDUCE, operator, function) {
            @Override
            Object run(Chained chained, Task task) {
                return chained.pipeline().reduce(chained.in(), task);
            }

            @Override
            boolean joins() {
                return true;
            }

            @Override
            @SuppressWarnings({"unchecked", "NullAway"}) // a record may be null
            Object join(@Nullable Object[] parts) {
                Function2<Object, Object, Object> f = (Function2<Object, Object, Object>) function.forAttempt();
                Object[] sum = {};
                for (Object part : parts) {
                    Object[] one = (Object[]) part;
                    if (sum.length == 0) {
                        sum = one;
                    } else if (one.length > 0) {
                        sum = new Object[] {called(f, sum[0], one[0], operator)};
                    }
                }
                return sum;
            }
        };
    }

    private static Object called(Function2<Object, Object, Object> f, Object a, Object b, Operator operator) {
        try {
            return f.call(a, b);
        } catch (Throwable t) {
            throw OperatorFailure.of(operator, -1, t);
        }
    }

    private StageWork collect(Lineage top, int atMost, Operator operator) {
        return new StageWork(this, top, End.BUFFER, operator, null) {
            @Override
            Object run(Chained chained, Task task) {
                return chained.pipeline().collect(chained.in(), task, atMost);
            }
        };
    }

    private static long size(Chained chained, Task task) throws Exception {
        ChunkReader in = task.limited(chained.in());
        long count = 0;
        while (in.next(ChunkReader.CHUNK)) {
            task.checkCancelled();
            count += in.to - in.from;
        }
        chained.pipeline().took(count, task);
        return count;
    }

    @SuppressWarnings("unchecked")
    private StageWork process(Lineage top, Operator operator, FunctionBinder.Bound bound) {
        return new StageWork(this, top, End.BUFFER, operator, null) {
            /** What the user's function does to a partition is not measured in records. */
            @Override
            double estimateNanos(int partition) {
                return -1;
            }

            @Override
            Object run(Chained chained, Task task) throws Exception {
                ChunkReader records =
                        chained.isEmpty() ? chained.in() : chained.pipeline().reader(chained.in(), task);
                try {
                    return ((Function2<Integer, Iterator<?>, Object>) bound.forAttempt())
                            .call(task.context().partitionId(), task.iterator(records));
                } catch (Throwable t) {
                    throw OperatorFailure.of(operator, -1, t);
                }
            }
        };
    }

    /** The work of a map stage: what each task hands to the next stage. */
    StageWork write(Lineage reader, Lineage parent, Partitioner partitioner, Combiner combiner) {
        boolean firstOnly = ShuffleReader.keepsFirst(combiner);
        if (combiner instanceof Combiner.Reduce && !firstOnly) {
            return combine(reader, parent, partitioner, End.COMBINE);
        }
        if (combiner instanceof Combiner.Aggregate aggregate && aggregate.mapSide()) {
            return combine(reader, parent, partitioner, End.CREATE_COMBINE);
        }
        return new MapWork(parent, End.RAW_SHUFFLE, reader.operator(), null) {
            @Override
            Object run(Chained chained, Task task) {
                return chained.pipeline().buckets(chained.in(), task, partitioner, firstOnly, room(task));
            }
        };
    }

    private StageWork combine(Lineage reader, Lineage parent, Partitioner partitioner, End end) {
        return new MapWork(parent, end, reader.operator(), functions.of(reader)) {
            @Override
            Object run(Chained chained, Task task) {
                return chained.pipeline().combine(chained.in(), task, partitioner, room(task));
            }

            /** Which value of a key comes first is nobody's business in a reduction; it may be in an aggregation. */
            @Override
            boolean joins() {
                return end == End.COMBINE;
            }

            @Override
            Object join(@Nullable Object[] parts) {
                return new Parts(parts);
            }
        };
    }

    /** Work whose results hold memory and files. */
    private abstract class MapWork extends StageWork {
        MapWork(Lineage parent, End end, Operator operator, FunctionBinder.@Nullable Bound function) {
            super(StageEvaluator.this, parent, end, operator, function);
        }

        @Override
        final void discard(Object result) {
            stores.shuffles().discard((MapOutput) result);
        }
    }

    /** What the task has to hold pairs in. */
    private Room room(Task task) {
        return task.atEnd(stores.shuffles().room(task::memory, codecs, task::checkCancelled));
    }

    /** A partition's chain: the records at its start, and the pipeline that they run through. */
    record Chained(ChunkReader in, Pipeline pipeline, boolean isEmpty) {}

    Chained chained(StageWork work, int partition, Task task) throws Exception {
        Route.Place place = work.route().at(partition);
        Pipeline pipeline = pipeline(work, place.route());
        task.begin();
        ChunkReader in = open(place, task);
        return new Chained(in, pipeline, place.route().operators().isEmpty());
    }

    /** The same for some of the records, of a partition with {@link #splittableRecords}. */
    Chained chained(StageWork work, int partition, long from, long to, Task task) {
        Route.Place place = work.route().at(partition);
        Lineage.Source source = (Lineage.Source) place.route().base();
        SliceablePartition<?> records =
                (SliceablePartition<?>) source.partitions().get(place.partition());
        try {
            task.begin();
            ChunkReader in = task.closing(new GuardedReader(records.open(from, to), source.operator(), true));
            return new Chained(
                    in, pipeline(work, place.route()), place.route().operators().isEmpty());
        } catch (Throwable t) {
            throw OperatorFailure.ofInput(source.operator(), t);
        }
    }

    /** How many records a partition has if several threads may work on them for one attempt, else −1. */
    long splittableRecords(StageWork work, int partition) {
        Route.Place place = work.route().at(partition);
        return !isKept(place.route().base())
                        && place.route().base() instanceof Lineage.Source source
                        && source.partitions().get(place.partition()) instanceof SliceablePartition<?> sliceable
                        && pipeline(work, place.route()).isSplittable()
                ? sliceable.records()
                : -1;
    }

    double nanosPerRecord(StageWork work, int partition) {
        return pipeline(work, work.route().at(partition).route()).nanosPerRecord();
    }

    private Pipeline pipeline(StageWork work, Route route) {
        return pipeline(route, work.end(), work.operator(), work.function());
    }

    /** About how long a partition takes, in nanoseconds, by what its stage took before; negative when that isn't known. */
    double estimateNanos(StageWork work, int partition) {
        Route.Place place = work.route().at(partition);
        long records = -1;
        if (place.route().base() instanceof Lineage.Source source) {
            records = source.partitions().get(place.partition()).estimatedRecords();
        } else if (place.route().base() instanceof Lineage.Shuffle shuffle) {
            ShuffleOutput output = stores.shuffles().get(shuffle, 0);
            records = output == null ? -1 : output.entries(place.partition());
        }
        double each = records < 0 ? -1 : pipeline(work, place.route()).nanosPerRecord();
        return each < 0 ? -1 : each * records;
    }

    // ---- chains

    /** The route that the tasks of a stage take. */
    Route route(Lineage top) {
        return Route.from(current(top), this);
    }

    @Override
    public Lineage current(Lineage node) {
        return anyMarks ? marks.standsFor(node) : node;
    }

    @Override
    public boolean isBarrier(Lineage node) {
        return isKept(node) || standsAlone(node);
    }

    /** Whether a node is an operator, but not part of a chain. */
    private boolean standsAlone(Lineage node) {
        return node instanceof Lineage.Narrow narrow && (narrow.kind().seesPartition() || isJoin(narrow));
    }

    /** A join is read as one, without the groups below it. */
    private boolean isJoin(Lineage.Narrow node) {
        return node.function() instanceof JoinKind
                && node.parent() instanceof Lineage.CoGroup groups
                && groups.parents().size() == 2
                && !isKept(groups);
    }

    private boolean isKept(Lineage node) {
        return anyMarks && marks.storageLevel(node).isValid();
    }

    private Pipeline pipeline(Route route, End end, Operator endOperator, FunctionBinder.@Nullable Bound endFunction) {
        return route.pipeline(
                () -> Pipeline.of(route.operators(), end, endOperator, endFunction, functions::of, profiles));
    }

    // ---- reading

    /** The records of a node's partition, computed as they are asked for. */
    private ChunkReader reader(Lineage top, int partition, Task task) throws Exception {
        return readerFrom(current(top), partition, task);
    }

    /** The same of a node that is meant as it is. */
    private ChunkReader readerFrom(Lineage top, int partition, Task task) throws Exception {
        Route.Place place =
                routes.computeIfAbsent(top, n -> Route.from(n, this)).at(partition);
        ChunkReader in = open(place, task);
        return place.route().operators().isEmpty()
                ? in
                : pipeline(place.route(), End.BUFFER, top.operator(), null).reader(in, task);
    }

    private ChunkReader open(Route.Place place, Task task) throws Exception {
        Lineage node = place.route().base();
        int partition = place.partition();
        StorageLevel level = anyMarks ? marks.storageLevel(node) : StorageLevel.NONE;
        if (!level.isValid()) {
            return isChained(node)
                    ? computeKept(node, partition, task) // its mark was taken away since the chain was cut here
                    : node.accept(new Open(partition, task));
        }
        PartitionCache.Request request = new PartitionCache.Request(
                node, partition, level, codecs, () -> marks.storageLevel(node).equals(level), task::checkCancelled);
        return task.closing(stores.cache().read(request, () -> computeKept(node, partition, task)));
    }

    private boolean isChained(Lineage node) {
        return node instanceof Lineage.Narrow && !standsAlone(node);
    }

    /** Computes a node that is marked, past its own mark. */
    private ChunkReader computeKept(Lineage node, int partition, Task task) throws Exception {
        Route.Place place = routesPast
                .computeIfAbsent(node, n -> Route.past(n, standsAlone(n), this))
                .at(partition);
        ChunkReader in = place.route().base() == node ? node.accept(new Open(partition, task)) : open(place, task);
        return place.route().operators().isEmpty()
                ? in
                : pipeline(place.route(), End.BUFFER, node.operator(), null).reader(in, task);
    }

    /** The records of a node that is no chain, by kind. */
    private final class Open implements LineageVisitor<ChunkReader> {
        private final int partition;
        private final Task task;

        Open(int partition, Task task) {
            this.partition = partition;
            this.task = task;
        }

        @Override
        public ChunkReader visitSource(Lineage.Source node) {
            try {
                ChunkReader in = node.partitions().get(partition).open();
                return task.closing(new GuardedReader(in, node.operator(), true));
            } catch (Throwable t) {
                throw OperatorFailure.ofInput(node.operator(), t);
            }
        }

        @Override
        @SuppressWarnings("unchecked")
        public ChunkReader visitNarrow(Lineage.Narrow node) {
            if (!standsAlone(node)) {
                return readerUnchecked(node, partition); // the rest of a chain that is too long for one loop
            }
            if (node.function() instanceof JoinKind kind) {
                return join(node, kind, (Lineage.CoGroup) node.parent());
            }
            try {
                Iterator<Object> parent = task.iterator(reader(node.parent(), partition, task));
                Object f = own(node);
                Iterator<?> results = node.kind() == NarrowKind.MAP_PARTITIONS
                        ? ((FlatMapFunction<Object, Object>) f).call(parent)
                        : ((Function2<Integer, Object, Iterator<?>>) f).call(partition, parent);
                return guarded(results, node.operator());
            } catch (Throwable t) {
                throw OperatorFailure.of(node.operator(), -1, t);
            }
        }

        private ChunkReader guarded(@Nullable Iterator<?> results, Operator operator) {
            if (results == null) {
                throw new NullPointerException("the function returned null instead of an iterator");
            }
            GuardedReader reader = new GuardedReader(ChunkReader.of(results), operator, false);
            return results instanceof AutoCloseable ? task.closing(reader) : reader;
        }

        @Override
        public ChunkReader visitPrune(Lineage.Prune node) {
            return readerUnchecked(node.parent(), node.kept(partition));
        }

        @Override
        @SuppressWarnings("unchecked")
        public ChunkReader visitZip(Lineage.Zip node) {
            List<Iterable<Object>> inputs = new ArrayList<>(node.parents().size());
            List<Remembered> remembered = new ArrayList<>();
            for (int i = 0; i < node.parents().size(); i++) {
                Lineage parent = node.parents().get(i);
                int at = node.partitionOf(i, partition);
                if (node.pairing() == Lineage.Zip.Pairing.CROSS && i > 0) {
                    Remembered again = new Remembered(() -> task.iterator(readerUnchecked(parent, at)), room(task));
                    remembered.add(again);
                    inputs.add(again);
                } else {
                    inputs.add(() -> task.iterator(readerUnchecked(parent, at)));
                }
            }
            try {
                FlatMapFunction<List<Iterable<Object>>, ?> f = (FlatMapFunction<List<Iterable<Object>>, ?>) own(node);
                ChunkReader results = guarded(f.call(inputs), node.operator());
                return remembered.isEmpty() ? results : task.closing(Remembered.until(results, remembered));
            } catch (Throwable t) {
                throw OperatorFailure.of(node.operator(), -1, t);
            }
        }

        @Override
        public ChunkReader visitUnion(Lineage.Union node) {
            int branch = node.branchOf(partition);
            return readerUnchecked(node.parents().get(branch), partition - node.firstPartitionOf(branch));
        }

        @Override
        public ChunkReader visitCoalesce(Lineage.Coalesce node) {
            int from = node.firstParentPartition(partition);
            int to = node.firstParentPartition(partition + 1);
            return new ConcatReader(from, to, p -> readerUnchecked(node.parent(), p));
        }

        private ChunkReader readerUnchecked(Lineage node, int at) {
            try {
                return reader(node, at, task);
            } catch (Exception e) {
                throw Sneaky.unchecked(e);
            }
        }

        @Override
        public ChunkReader visitShuffle(Lineage.Shuffle node) {
            try {
                ChunkReader pairs = ShuffleReader.read(
                        node, ownCombiner(node), output(node, 0), partition, room(task), stores.shuffles());
                return closing(pairs, node);
            } catch (Throwable t) {
                throw OperatorFailure.of(node.operator(), -1, t);
            }
        }

        /** The combiner with this attempt's own copies of its functions. */
        private Combiner ownCombiner(Lineage.Shuffle node) {
            if (node.combiner() instanceof Combiner.Reduce reduce) {
                Object own = own(node);
                return own == reduce.function() ? reduce : new Combiner.Reduce((Function2<?, ?, ?>) own);
            }
            if (node.combiner() instanceof Combiner.Aggregate aggregate) {
                CombineFunctions own = (CombineFunctions) own(node);
                return new Combiner.Aggregate(own.create(), own.take(), own.merge(), aggregate.mapSide());
            }
            return node.combiner();
        }

        private Object own(Lineage node) {
            return functions.of(node).forAttempt();
        }

        @Override
        public ChunkReader visitCoGroup(Lineage.CoGroup node) {
            try {
                List<ShuffleReader.Parent> parents =
                        new ArrayList<>(node.parents().size());
                for (int i = 0; i < node.parents().size(); i++) {
                    int same = sameParent(node, i);
                    parents.add(same < i ? parents.get(same) : parent(node, i));
                }
                return closing(ShuffleReader.cogroup(parents, partition, room(task)), node);
            } catch (Throwable t) {
                throw OperatorFailure.of(node.operator(), -1, t);
            }
        }

        private ChunkReader join(Lineage.Narrow node, JoinKind kind, Lineage.CoGroup groups) {
            try {
                ShuffleReader.Parent left = parent(groups, 0);
                ShuffleReader.Parent right = sameParent(groups, 1) == 0 ? left : parent(groups, 1);
                return closing(ShuffleReader.join(left, right, kind, partition, room(task)), node);
            } catch (Throwable t) {
                throw OperatorFailure.of(node.operator(), -1, t);
            }
        }

        private ChunkReader closing(ChunkReader in, Lineage node) {
            return task.closing(new GuardedReader(in, node.operator(), false));
        }

        /** The first parent that is the same and is read as it is, so that it need not be computed again; else the parent itself. */
        private int sameParent(Lineage.CoGroup node, int index) {
            Lineage parent = node.parents().get(index);
            return DAGScheduler.isSpreadAlike(node, parent) ? node.parents().indexOf(parent) : index;
        }

        private ShuffleReader.Parent parent(Lineage.CoGroup node, int index) throws Exception {
            Lineage parent = node.parents().get(index);
            return DAGScheduler.isSpreadAlike(node, parent)
                    ? new ShuffleReader.Parent(task.limited(reader(parent, partition, task)), null)
                    : new ShuffleReader.Parent(null, output(node, index));
        }

        @Override
        public ChunkReader visitStateful(Lineage.Stateful node) {
            try {
                Object[] emitted = stores.states()
                        .draft(node.name(), node.toVersion(), partition, () -> step(node))
                        .emitted();
                return ChunkReader.of(emitted, 0, emitted.length);
            } catch (Throwable t) {
                throw OperatorFailure.of(node.operator(), -1, t);
            }
        }

        private StateStore.Draft step(Lineage.Stateful node) throws Exception {
            Object previous = node.fromVersion() == Lineage.Stateful.NONE
                    ? null
                    : stores.states().published(node.operator(), node.name(), node.fromVersion(), partition);
            StatefulFunction f = (StatefulFunction) own(node);
            StatefulFunction.Update update = f.apply(
                    partition, node.toVersion(), previous, task.iterator(reader(node.parent(), partition, task)));
            List<Object> emitted = new ArrayList<>();
            update.emitted().forEachRemaining(emitted::add);
            return new StateStore.Draft(update.state(), emitted.toArray());
        }

        @Override
        public ChunkReader visitCheckpoint(Lineage.Checkpoint node) {
            Lineage parent = node.parent();
            boolean isKeptOnceMore = isKept(node) && isKept(parent);
            try {
                return isKeptOnceMore && !stores.cache().isKept(parent, partition)
                        ? computeKept(parent, partition, task) // once is enough
                        : readerFrom(parent, partition, task);
            } catch (Exception e) {
                throw Sneaky.unchecked(e);
            }
        }

        @Override
        public ChunkReader visitStateView(Lineage.StateView node) {
            Object state = stores.states().published(node.operator(), node.name(), node.version(), partition);
            try {
                @SuppressWarnings("unchecked")
                Function<Object, ? extends Iterator<?>> reader = (Function<Object, ? extends Iterator<?>>) own(node);
                return new GuardedReader(ChunkReader.of(reader.call(state)), node.operator(), false);
            } catch (Throwable t) {
                throw OperatorFailure.of(node.operator(), -1, t);
            }
        }

        private ShuffleOutput output(Lineage reader, int parent) {
            ShuffleOutput output = stores.shuffles().get(reader, parent);
            if (output == null) {
                throw new OutputMissing();
            }
            return output;
        }
    }
}
