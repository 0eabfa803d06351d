// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.engine.Engine;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.ReceiverEvents;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.engine.StateVersions;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a kit: another one, whose jobs compute their partitions in an order of chance, and of which it is known what it
 * keeps. Who asked for the job gets the results in the order that was asked for.
 */
final class WatchedEngine implements Engine {
    private final Engine engine;
    private final @Nullable SplittableRandom random;
    private final Set<String> states = Collections.synchronizedSet(new TreeSet<>());
    private final Set<Lineage> kept = Collections.synchronizedSet(new HashSet<>());
    private final StateVersions versions = new Versions();

    /** @param random null to leave partitions in their order */
    WatchedEngine(Engine engine, @Nullable SplittableRandom random) {
        this.engine = engine;
        this.random = random;
    }

    @Override
    public int defaultParallelism() {
        return engine.defaultParallelism();
    }

    @Override
    public boolean sharesMemory() {
        return engine.sharesMemory();
    }

    // ---- jobs

    @Override
    public <R> List<R> run(Job<R> job) {
        if (job.marks().any()) {
            noteKept(job);
        }
        int[] order = order(job.partitions().size());
        if (order == null) {
            return engine.run(job);
        }
        List<Integer> shuffled =
                Arrays.stream(order).mapToObj(job.partitions()::get).toList();
        List<R> results = engine.run(new Job<>(
                job.id(),
                job.lineage(),
                shuffled,
                job.action(),
                job.operator(),
                job.marks(),
                job.cancellation(),
                job.properties(),
                job.codecs(),
                new InTheirOrder(job.listener(), order)));
        List<R> inOrder = new ArrayList<>(results);
        for (int i = 0; i < order.length; i++) {
            inOrder.set(order[i], results.get(i));
        }
        return inOrder;
    }

    private int @Nullable [] order(int size) {
        if (random == null || size < 2) {
            return null;
        }
        int[] order = IntStream.range(0, size).toArray();
        synchronized (random) {
            for (int i = size - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[other];
                order[other] = swapped;
            }
        }
        return order;
    }

    /** Tells a listener which of the partitions it knows is meant. */
    private record InTheirOrder(JobListener listener, int[] order) implements JobListener {
        @Override
        public void stageSubmitted(Stage stage) {
            listener.stageSubmitted(stage);
        }

        @Override
        public void stageCompleted(Stage stage) {
            listener.stageCompleted(stage);
        }

        @Override
        public void taskStarted(TaskContext task) {
            listener.taskStarted(task);
        }

        @Override
        public void taskSucceeded(TaskContext task, int index, @Nullable Object result) {
            listener.taskSucceeded(task, index == NO_INDEX ? NO_INDEX : order[index], result);
        }

        @Override
        public void taskFailed(TaskContext task, Throwable failure) {
            listener.taskFailed(task, failure);
        }
    }

    // ---- what is kept

    private void noteKept(Job<?> job) {
        Set<Lineage> seen = new HashSet<>();
        Deque<Lineage> left = new ArrayDeque<>(List.of(job.lineage()));
        while (!left.isEmpty()) {
            Lineage node = job.marks().standsFor(left.pop());
            if (seen.add(node)) {
                if (job.marks().storageLevel(node) != StorageLevel.NONE) {
                    kept.add(node);
                }
                left.addAll(node.parents());
            }
        }
    }

    @Override
    public void unpersist(Lineage node, boolean blocking) {
        kept.remove(node);
        engine.unpersist(node, blocking);
    }

    @Override
    public List<Integer> secure(Lineage node) {
        return engine.secure(node);
    }

    @Override
    public long keptBytes() {
        return engine.keptBytes();
    }

    /**
     * What is left now that nobody should need it: published states, and RDDs that were cached by the same line of a program more
     * than once, as by one that runs in each batch.
     */
    List<String> leftBehind() {
        List<String> left = new ArrayList<>();
        synchronized (states) {
            states.forEach(state -> left.add("The engine still has " + state));
        }
        Map<String, Integer> byPlace = new TreeMap<>();
        synchronized (kept) {
            kept.forEach(node -> byPlace.merge(node.operator().label(), 1, Integer::sum));
        }
        byPlace.forEach((place, times) -> {
            if (times > 1) {
                left.add("The RDDs of " + times + " batches are still kept: " + place
                        + ". What a function of a batch caches it has to unpersist as well");
            }
        });
        return left;
    }

    @Override
    public StateVersions states() {
        return versions;
    }

    private final class Versions implements StateVersions {
        private static String label(String name, long version) {
            return "version " + version + " of the state " + name;
        }

        @Override
        public void publish(String name, long version, int numPartitions) {
            engine.states().publish(name, version, numPartitions);
            states.add(label(name, version));
        }

        @Override
        public void abandon(String name, long version) {
            engine.states().abandon(name, version);
        }

        @Override
        public void drop(String name, long version) {
            engine.states().drop(name, version);
            states.remove(label(name, version));
        }

        @Override
        public boolean isPublished(String name, long version) {
            return engine.states().isPublished(name, version);
        }
    }

    // ---- receivers, and the end

    @Override
    public HostedReceiver host(String name, ReceiverProgram program, ReceiverEvents events) {
        return engine.host(name, program, events);
    }

    @Override
    public void close() {
        engine.close();
    }
}
