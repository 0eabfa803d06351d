// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import io.waterclock.Tuple2;
import io.waterclock.engine.TaskFailures;
import io.waterclock.function.DoubleFunction;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.function.PairFunction;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.LineageVisitor;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.rdd.derived.Keys;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the records of one partition of a node are. Each method answers for its node and asks the job for the parents'. */
@SuppressWarnings({"unchecked", "NullAway"}) // records are untyped and may be null
final class InlineEvaluation implements LineageVisitor<Records> {
    private final InlineJob<?> job;
    private final InlineStates states;
    private final InlineTask task;
    private final int partition;

    InlineEvaluation(InlineJob<?> job, InlineStates states, InlineTask task, int partition) {
        this.job = job;
        this.states = states;
        this.task = task;
        this.partition = partition;
    }

    /** A user's function on one record. */
    private interface Step {
        Object call(Object record) throws Exception;
    }

    // ---- records that are there

    @Override
    public Records visitSource(Lineage.Source node) {
        ChunkReader reader;
        try {
            reader = node.partitions().get(partition).open();
        } catch (Throwable e) {
            throw task.inputFailed(node.operator(), e);
        }
        task.opened(node.operator(), reader);
        return new Read(node.operator(), reader, task);
    }

    private static final class Read extends Records {
        private final Operator source;
        private final ChunkReader reader;
        private final InlineTask task;
        private long ordinal = -1;

        Read(Operator source, ChunkReader reader, InlineTask task) {
            this.source = source;
            this.reader = reader;
            this.task = task;
        }

        @Override
        Object advance() {
            task.checkCancelled();
            boolean more;
            try {
                more = reader.next(1); // one at a time, so that nothing is read that nobody needs
            } catch (Throwable e) {
                throw task.inputFailed(source, e);
            }
            if (!more) {
                task.close(source, reader);
                return END;
            }
            ordinal++;
            return reader.array[reader.from];
        }

        @Override
        long ordinal() {
            return ordinal;
        }
    }

    /** Records that are kept, have crossed a shuffle, or are pinned. */
    static final class Listed extends Records {
        private final List<?> records;
        private final InlineTask task;
        private int at = -1;

        Listed(List<?> records, InlineTask task) {
            this.records = records;
            this.task = task;
        }

        @Override
        Object advance() {
            task.checkCancelled();
            return ++at < records.size() ? records.get(at) : END;
        }

        @Override
        long ordinal() {
            return at;
        }
    }

    // ---- one parent, the same partition

    @Override
    public Records visitNarrow(Lineage.Narrow node) {
        Records parent = job.read(node.parent(), partition, task);
        Object f = node.function();
        Operator operator = node.operator();
        return switch (node.kind()) {
            case MAP -> new Each(operator, parent, task, x -> ((Function<Object, Object>) f).call(x));
            case MAP_TO_PAIR ->
                new Each(operator, parent, task, x -> ((PairFunction<Object, Object, Object>) f).call(x));
            case MAP_TO_DOUBLE -> new Each(operator, parent, task, x -> ((DoubleFunction<Object>) f).call(x));
            case KEY_BY ->
                new Each(operator, parent, task, x -> new Tuple2<>(((Function<Object, Object>) f).call(x), x));
            case MAP_VALUES ->
                new Each(operator, parent, task, x -> {
                    Tuple2<Object, Object> pair = InlineJob.pair(x);
                    return new Tuple2<>(pair._1(), ((Function<Object, Object>) f).call(pair._2()));
                });
            case KEYS -> new Each(operator, parent, task, x -> InlineJob.pair(x)._1());
            case VALUES ->
                new Each(operator, parent, task, x -> InlineJob.pair(x)._2());
            case FILTER -> new Some(operator, parent, task, x -> ((Function<Object, Boolean>) f).call(x));
            case FLAT_MAP -> new Many(operator, parent, task, x -> ((FlatMapFunction<Object, Object>) f).call(x));
            case FLAT_MAP_TO_PAIR ->
                new Many(operator, parent, task, x -> ((PairFlatMapFunction<Object, Object, Object>) f).call(x));
            case FLAT_MAP_VALUES ->
                new Many(operator, parent, task, x -> {
                    Tuple2<Object, Object> pair = InlineJob.pair(x);
                    return withKey(pair._1(), ((FlatMapFunction<Object, Object>) f).call(pair._2()));
                });
            case MAP_PARTITIONS -> new Whole(operator, task, () -> ((FlatMapFunction<Object, Object>) f).call(parent));
            case MAP_PARTITIONS_WITH_INDEX ->
                new Whole(operator, task, () -> ((Function2<Object, Object, Iterator<?>>) f).call(partition, parent));
        };
    }

    private static Iterator<Object> withKey(Object key, Iterator<Object> values) {
        Objects.requireNonNull(values, "the function returned null, not an iterator");
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return values.hasNext();
            }

            @Override
            public Object next() {
                return new Tuple2<>(key, values.next());
            }
        };
    }

    /** One result a record. */
    private static final class Each extends Records {
        private final Operator operator;
        private final Records parent;
        private final InlineTask task;
        private final Step step;

        Each(Operator operator, Records parent, InlineTask task, Step step) {
            this.operator = operator;
            this.parent = parent;
            this.task = task;
            this.step = step;
        }

        @Override
        Object advance() {
            if (!parent.hasNext()) {
                return END;
            }
            Object record = parent.next();
            try {
                return step.call(record);
            } catch (Throwable e) {
                throw task.failed(operator, parent.ordinal(), e);
            }
        }

        @Override
        long ordinal() {
            return parent.ordinal();
        }
    }

    /** The records for which the step says true. */
    private static final class Some extends Records {
        private final Operator operator;
        private final Records parent;
        private final InlineTask task;
        private final Step step;

        Some(Operator operator, Records parent, InlineTask task, Step step) {
            this.operator = operator;
            this.parent = parent;
            this.task = task;
            this.step = step;
        }

        @Override
        Object advance() {
            while (parent.hasNext()) {
                Object record = parent.next();
                try {
                    if ((Boolean) step.call(record)) {
                        return record;
                    }
                } catch (Throwable e) {
                    throw task.failed(operator, parent.ordinal(), e);
                }
            }
            return END;
        }

        @Override
        long ordinal() {
            return parent.ordinal();
        }
    }

    /** All that the step's iterator gives, for each record. */
    private static final class Many extends Records {
        private final Operator operator;
        private final Records parent;
        private final InlineTask task;
        private final Step step;
        private Iterator<?> open = List.of().iterator();

        Many(Operator operator, Records parent, InlineTask task, Step step) {
            this.operator = operator;
            this.parent = parent;
            this.task = task;
            this.step = step;
        }

        @Override
        Object advance() {
            task.checkCancelled();
            while (true) {
                try {
                    if (open.hasNext()) {
                        return open.next();
                    }
                } catch (Throwable e) {
                    throw task.failed(operator, parent.ordinal(), e);
                }
                if (!parent.hasNext()) {
                    return END;
                }
                Object record = parent.next();
                try {
                    open = Objects.requireNonNull(
                            (Iterator<?>) step.call(record), "the function returned null, not an iterator");
                } catch (Throwable e) {
                    throw task.failed(operator, parent.ordinal(), e);
                }
            }
        }

        @Override
        long ordinal() {
            return parent.ordinal();
        }
    }

    /** What a function makes of a partition as a whole; called when the first record is asked for. */
    private static final class Whole extends Records {
        private final Operator operator;
        private final InlineTask task;
        private final InlineTask.Body<Iterator<?>> body;
        private Iterator<?> open;

        Whole(Operator operator, InlineTask task, InlineTask.Body<Iterator<?>> body) {
            this.operator = operator;
            this.task = task;
            this.body = body;
        }

        @Override
        Object advance() {
            task.checkCancelled();
            try {
                if (open == null) {
                    open = Objects.requireNonNull(body.run(), "the function returned null, not an iterator");
                    if (open instanceof AutoCloseable) {
                        task.opened(operator, ChunkReader.of(open)); // closed when the task ends
                    }
                }
                return open.hasNext() ? open.next() : END;
            } catch (Throwable e) {
                throw task.failed(operator, ordinal(), e);
            }
        }

        @Override
        long ordinal() {
            return TaskFailures.NO_RECORD;
        }
    }

    // ---- other partitions

    @Override
    public Records visitUnion(Lineage.Union node) {
        int index = partition;
        for (Lineage parent : node.parents()) {
            if (index < parent.numPartitions()) {
                return job.read(parent, index, task);
            }
            index -= parent.numPartitions();
        }
        throw new IndexOutOfBoundsException(partition);
    }

    @Override
    public Records visitCoalesce(Lineage.Coalesce node) {
        int from = node.firstParentPartition(partition);
        int to = node.firstParentPartition(partition + 1);
        return new Records() {
            private int at = from;
            private Records open = new Listed(List.of(), task);

            @Override
            Object advance() {
                while (!open.hasNext()) {
                    if (at == to) {
                        return END;
                    }
                    open = job.read(node.parent(), at++, task);
                }
                return open.next();
            }

            @Override
            long ordinal() {
                return open.ordinal();
            }
        };
    }

    @Override
    public Records visitPrune(Lineage.Prune node) {
        return job.read(node.parent(), node.kept(partition), task);
    }

    @Override
    public Records visitZip(Lineage.Zip node) {
        List<Iterable<Object>> inputs = new ArrayList<>();
        for (int i = 0; i < node.parents().size(); i++) {
            Lineage parent = node.parents().get(i);
            int at = node.partitionOf(i, partition);
            Iterable<Object> records = () -> job.read(parent, at, task);
            inputs.add(node.pairing() == Lineage.Zip.Pairing.CROSS && i > 0 ? new Held(records) : records);
        }
        return new Whole(node.operator(), task, () -> node.function().call(inputs));
    }

    /** Records that are iterated again and again: a list, once the first iteration has come to its end. */
    private static final class Held implements Iterable<Object> {
        private final Iterable<Object> records;
        private List<Object> all;

        Held(Iterable<Object> records) {
            this.records = records;
        }

        @Override
        public Iterator<Object> iterator() {
            if (all != null) {
                return all.iterator();
            }
            Iterator<Object> first = records.iterator();
            List<Object> given = new ArrayList<>();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    boolean more = first.hasNext();
                    if (!more) {
                        all = given;
                    }
                    return more;
                }

                @Override
                public Object next() {
                    Object record = first.next();
                    given.add(record);
                    return record;
                }
            };
        }
    }

    // ---- by key

    @Override
    public Records visitShuffle(Lineage.Shuffle node) {
        List<List<Tuple2<Object, Object>>> arrived =
                job.cross(node, node.parent(), node.partitioner()).pairs().get(partition);
        List<Tuple2<Object, Object>> result = new ArrayList<>();
        try {
            if (node.combiner() instanceof Combiner.None) {
                arrived.forEach(result::addAll);
            } else {
                combine(node.combiner(), arrived).forEach((key, value) -> result.add(new Tuple2<>(key, value)));
            }
            if (node.keyOrder() != null) {
                Comparator<Object> order = (Comparator<Object>) node.keyOrder();
                result.sort((a, b) -> order.compare(a._1(), b._1())); // a stable sort
            }
        } catch (Throwable e) {
            throw task.failed(node.operator(), TaskFailures.NO_RECORD, e);
        }
        return new Listed(result, task);
    }

    /** For each key one value; keys in the order in which they were first seen. */
    private static Map<Object, Object> combine(Combiner combiner, List<List<Tuple2<Object, Object>>> arrived)
            throws Exception {
        Map<Object, Object> all = new LinkedHashMap<>();
        if (combiner instanceof Combiner.Reduce reduce) {
            Function2<Object, Object, Object> f = (Function2<Object, Object, Object>) reduce.function();
            for (List<Tuple2<Object, Object>> pairs : arrived) {
                into(all, pairs, value -> value, f);
            }
        } else if (combiner instanceof Combiner.Group) {
            for (List<Tuple2<Object, Object>> pairs : arrived) {
                into(all, pairs, InlineEvaluation::listOf, InlineEvaluation::append);
            }
        } else if (combiner instanceof Combiner.Aggregate aggregate) {
            Function<Object, Object> create = (Function<Object, Object>) aggregate.create();
            Function2<Object, Object, Object> take = (Function2<Object, Object, Object>) aggregate.mergeValue();
            Function2<Object, Object, Object> join = (Function2<Object, Object, Object>) aggregate.mergeCombiners();
            for (List<Tuple2<Object, Object>> pairs : arrived) {
                if (aggregate.mapSide()) {
                    Map<Object, Object> early = new LinkedHashMap<>();
                    into(early, pairs, create, take);
                    into(all, pairsOf(early), combined -> combined, join);
                } else {
                    into(all, pairs, create, take);
                }
            }
        }
        return all;
    }

    private static void into(
            Map<Object, Object> all,
            List<Tuple2<Object, Object>> pairs,
            Function<Object, Object> first,
            Function2<Object, Object, Object> further)
            throws Exception {
        for (Tuple2<Object, Object> pair : pairs) {
            Object key = Keys.checked(pair._1());
            all.put(key, all.containsKey(key) ? further.call(all.get(key), pair._2()) : first.call(pair._2()));
        }
    }

    private static List<Tuple2<Object, Object>> pairsOf(Map<Object, Object> map) {
        List<Tuple2<Object, Object>> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(new Tuple2<>(key, value)));
        return pairs;
    }

    private static Object listOf(Object value) {
        return append(new ArrayList<>(), value);
    }

    private static Object append(Object list, Object value) {
        ((List<Object>) list).add(value);
        return list;
    }

    @Override
    public Records visitCoGroup(Lineage.CoGroup node) {
        int width = node.parents().size();
        Map<Object, Object[]> groups = new LinkedHashMap<>();
        for (int i = 0; i < width; i++) {
            Lineage parent = node.parents().get(i);
            Iterator<?> pairs;
            if (node.partitioner().equals(parent.partitioner())) {
                pairs = job.read(parent, partition, task);
            } else {
                pairs = job.cross(node, parent, node.partitioner()).pairs().get(partition).stream()
                        .flatMap(List::stream)
                        .iterator();
            }
            while (pairs.hasNext()) {
                Object record = pairs.next();
                try {
                    Tuple2<Object, Object> pair = InlineJob.pair(record);
                    Object[] group = groups.computeIfAbsent(Keys.checked(pair._1()), key -> emptyLists(width));
                    append(group[i], pair._2());
                } catch (Throwable e) {
                    throw task.failed(node.operator(), TaskFailures.NO_RECORD, e);
                }
            }
        }
        List<Tuple2<Object, Object>> result = new ArrayList<>();
        groups.forEach((key, lists) -> result.add(new Tuple2<>(key, lists)));
        return new Listed(result, task);
    }

    private static Object[] emptyLists(int width) {
        Object[] lists = new Object[width];
        for (int i = 0; i < width; i++) {
            lists[i] = new ArrayList<>();
        }
        return lists;
    }

    // ---- states

    @Override
    public Records visitStateful(Lineage.Stateful node) {
        String name = node.name();
        List<Object> pinned = states.pinned(name, node.toVersion(), partition);
        if (pinned == null) {
            Object previous = node.fromVersion() == Lineage.Stateful.NONE
                    ? null
                    : states.state(node.operator(), name, node.fromVersion(), partition);
            Records parent = job.read(node.parent(), partition, task);
            List<Object> emitted = new ArrayList<>();
            Object state;
            try {
                StatefulFunction.Update update = node.function().apply(partition, node.toVersion(), previous, parent);
                update.emitted().forEachRemaining(emitted::add);
                state = Objects.requireNonNull(update.state(), "the function returned no state");
            } catch (Throwable e) {
                throw task.failed(node.operator(), TaskFailures.NO_RECORD, e);
            }
            pinned = states.draft(name, node.toVersion(), partition, new InlineStates.Made(state, emitted));
        }
        return new Listed(pinned, task);
    }

    @Override
    public Records visitCheckpoint(Lineage.Checkpoint node) {
        return job.readItself(node.parent(), partition, task);
    }

    @Override
    public Records visitStateView(Lineage.StateView node) {
        Object state = states.state(node.operator(), node.name(), node.version(), partition);
        Iterator<?> records;
        try {
            records = node.reader().call(state);
        } catch (Throwable e) {
            throw task.failed(node.operator(), TaskFailures.NO_RECORD, e);
        }
        return new Whole(node.operator(), task, () -> records);
    }
}
