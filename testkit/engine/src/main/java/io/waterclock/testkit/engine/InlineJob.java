// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import io.waterclock.Tuple2;
import io.waterclock.function.Function2;
import io.waterclock.function.VoidFunction;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.Partitioner;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One job: its action on each partition wanted, one after the other; and the pairs that crossed its shuffles so far. */
@SuppressWarnings({"unchecked", "NullAway"}) // records are untyped and may be null
final class InlineJob<R> {
    private final InlineEngine engine;
    private final Job<R> job;
    private final Map<Lineage, Map<Lineage, Crossing>> crossings = new IdentityHashMap<>();

    /** Of each target partition, from each parent partition in order, the pairs that go there. */
    record Crossing(List<List<List<Tuple2<Object, Object>>>> pairs) {}

    InlineJob(InlineEngine engine, Job<R> job) {
        this.engine = engine;
        this.job = job;
    }

    List<R> run() {
        List<R> results = new ArrayList<>();
        inStage(job.operator(), job.lineage().numPartitions(), job.partitions().size(), stage -> {
            for (int partition : job.partitions()) {
                InlineTask task = new InlineTask(job, stage, partition);
                results.add(task.run(job.operator(), results.size(), () ->
                        (R) act(read(job.lineage(), partition, task), partition, task)));
            }
        });
        return results;
    }

    private void inStage(Operator operator, int partitions, int tasks, Consumer<InlineStage> work) {
        InlineStage stage = engine.newStage(operator, partitions, tasks);
        job.listener().stageSubmitted(stage);
        try {
            work.accept(stage);
        } finally {
            job.listener().stageCompleted(stage);
        }
    }

    /** The records of a partition: those kept, or computed now. */
    Records read(Lineage node, int partition, InlineTask task) {
        return readItself(job.marks().standsFor(node), partition, task);
    }

    /** The same of a node that is meant as it is. */
    Records readItself(Lineage node, int partition, InlineTask task) {
        InlineEvaluation evaluation = new InlineEvaluation(this, engine.inlineStates(), task, partition);
        if (!job.marks().any() || !job.marks().storageLevel(node).isValid()) {
            return node.accept(evaluation);
        }
        // looked at before what is kept: another job may keep all and let go of this in between
        Lineage before = node instanceof Lineage.Checkpoint checkpoint ? checkpoint.parent() : null;
        Map<Integer, List<Object>> kept = engine.keptOf(node);
        List<Object> records = kept.get(partition);
        if (records == null) {
            records = new ArrayList<>();
            Records computed = before == null ? node.accept(evaluation) : readItself(before, partition, task);
            computed.forEachRemaining(records::add);
            kept.putIfAbsent(partition, records);
        }
        return new InlineEvaluation.Listed(records, task);
    }

    /** Sends the pairs of all partitions of {@code parent} to where {@code partitioner} wants them; once a job. */
    Crossing cross(Lineage node, Lineage parent, Partitioner partitioner) {
        Map<Lineage, Crossing> ofNode = crossings.computeIfAbsent(node, n -> new IdentityHashMap<>());
        Crossing crossing = ofNode.get(parent);
        if (crossing == null) {
            crossing = crossNow(node.operator(), parent, partitioner);
            ofNode.put(parent, crossing);
        }
        return crossing;
    }

    private Crossing crossNow(Operator operator, Lineage parent, Partitioner partitioner) {
        int parents = parent.numPartitions();
        List<List<List<Tuple2<Object, Object>>>> targets = new ArrayList<>();
        for (int i = 0; i < partitioner.numPartitions(); i++) {
            targets.add(new ArrayList<>());
        }
        inStage(operator, parents, parents, stage -> {
            for (int from = 0; from < parents; from++) {
                targets.forEach(target -> target.add(new ArrayList<>()));
                sendAll(new InlineTask(job, stage, from), operator, parent, from, partitioner, targets);
            }
        });
        return new Crossing(targets);
    }

    private void sendAll(
            InlineTask task,
            Operator operator,
            Lineage parent,
            int source,
            Partitioner partitioner,
            List<List<List<Tuple2<Object, Object>>>> targets) {
        task.run(operator, JobListener.NO_INDEX, () -> {
            Records records = read(parent, source, task);
            while (records.hasNext()) {
                Object record = records.next();
                try {
                    Tuple2<Object, Object> pair = pair(record);
                    targets.get(partitioner.getPartition(pair._1())).get(source).add(pair);
                } catch (Throwable e) {
                    throw task.failed(operator, records.ordinal(), e);
                }
            }
            return null;
        });
    }

    static Tuple2<Object, Object> pair(Object record) {
        if (record instanceof Tuple2<?, ?> pair) {
            return (Tuple2<Object, Object>) pair;
        }
        throw new IllegalArgumentException("an operator on pairs got " + record + ", which isn't a Tuple2");
    }

    // ---- actions

    private Object act(Records records, int partition, InlineTask task) throws Exception {
        Action<?> action = job.action();
        if (action instanceof Action.Count) {
            long count = 0;
            for (; records.hasNext(); records.next()) {
                count++;
            }
            return count;
        } else if (action instanceof Action.Collect) {
            return take(records, Integer.MAX_VALUE);
        } else if (action instanceof Action.Take take) {
            return take(records, take.atMost());
        } else if (action instanceof Action.Foreach foreach) {
            VoidFunction<Object> f = (VoidFunction<Object>) foreach.function();
            return eachInto(null, records, task, (nothing, record) -> {
                f.call(record);
                return null;
            });
        } else if (action instanceof Action.Aggregate aggregate) {
            return eachInto(
                    aggregate.zero().copy(), records, task, (Function2<Object, Object, Object>) aggregate.take());
        } else if (action instanceof Action.Reduce reduce) {
            return records.hasNext()
                    ? new Object[] {
                        eachInto(records.next(), records, task, (Function2<Object, Object, Object>) reduce.function())
                    }
                    : new Object[0];
        }
        Action.Process<Object> process = (Action.Process<Object>) action;
        return ((Function2<Integer, Iterator<?>, Object>) process.function()).call(partition, records);
    }

    private static Object[] take(Records records, int atMost) {
        List<Object> taken = new ArrayList<>();
        while (taken.size() < atMost && records.hasNext()) {
            taken.add(records.next());
        }
        return taken.toArray();
    }

    /** The loop of every action that calls a function for each record. */
    private Object eachInto(Object start, Records records, InlineTask task, Function2<Object, Object, Object> f) {
        Object result = start;
        while (records.hasNext()) {
            Object record = records.next();
            try {
                result = f.call(result, record);
            } catch (Throwable e) {
                throw task.failed(job.operator(), records.ordinal(), e);
            }
        }
        return result;
    }
}
