// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import io.waterclock.engine.Engine;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.ReceiverEvents;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.engine.StateVersions;
import io.waterclock.engine.TaskFailures;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.util.Ending;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The oracle: evaluates lineage by plain recursion on the caller's thread, one record at a time, one partition after the
 * other. What it answers is what every engine has to answer; that it is slow is no fault of it.
 *
 * <p>It attempts each task once, uses functions as they are (nothing is copied but zero values), and keeps every marked
 * partition whole and for ever, whatever the storage level says.
 */
public final class InlineEngine implements Engine {
    private static final long RECEIVER_STOP_MS = 10_000;

    private final int defaultParallelism;
    private final AtomicInteger stages = new AtomicInteger();
    private final AtomicLong attemptIds = new AtomicLong();
    private final Map<Lineage, Map<Integer, List<Object>>> kept = new WeakHashMap<>();
    private final InlineStates states = new InlineStates();
    private final InlineBlocks blocks = new InlineBlocks();
    private final Set<InlineReceiver> receivers = ConcurrentHashMap.newKeySet();

    private final Object lock = new Object();
    private final Set<Cancellation> running = new HashSet<>();
    private boolean closed;

    public InlineEngine() {
        this(1);
    }

    /**
     * @param defaultParallelism the default number of partitions; there is one thread all the same
     */
    public InlineEngine(int defaultParallelism) {
        this.defaultParallelism = defaultParallelism;
    }

    @Override
    public int defaultParallelism() {
        return defaultParallelism;
    }

    @Override
    public boolean sharesMemory() {
        return true;
    }

    @Override
    public <R> List<R> run(Job<R> job) {
        Cancellation cancellation = job.cancellation();
        synchronized (lock) {
            if (closed) {
                throw TaskFailures.engineClosed(job.operator().toString());
            }
            running.add(cancellation);
        }
        InterruptOnCancel interrupt = new InterruptOnCancel(job, Thread.currentThread());
        try {
            cancellation.onCancel(interrupt);
            return new InlineJob<>(this, job).run();
        } finally {
            cancellation.forget(interrupt);
            interrupt.end();
            synchronized (lock) {
                running.remove(cancellation);
                lock.notifyAll();
            }
        }
    }

    @Override
    public void unpersist(Lineage node, boolean blocking) {
        synchronized (kept) {
            kept.remove(node);
        }
    }

    @Override
    public List<Integer> secure(Lineage node) {
        Map<Integer, List<Object>> there = keptOf(node);
        return IntStream.range(0, node.numPartitions())
                .filter(partition -> !there.containsKey(partition))
                .boxed()
                .toList();
    }

    @Override
    public StateVersions states() {
        return states;
    }

    @Override
    public HostedReceiver host(String name, ReceiverProgram program, ReceiverEvents events) {
        InlineReceiver receiver = new InlineReceiver(name, program, events, blocks, receivers::remove);
        synchronized (lock) {
            if (closed) {
                throw TaskFailures.engineClosed("Receiver " + name + " can't be hosted");
            }
            receivers.add(receiver);
            receiver.start();
        }
        return receiver;
    }

    @Override
    public void close() {
        List<Cancellation> due;
        synchronized (lock) {
            closed = true;
            due = List.copyOf(running);
        }
        List<Runnable> steps = new ArrayList<>();
        due.forEach(cancellation -> steps.add(() -> cancellation.end("the engine was closed")));
        List.copyOf(receivers).forEach(receiver -> steps.add(() -> receiver.stop(RECEIVER_STOP_MS)));
        Collections.addAll(steps, this::awaitJobs, this::forgetKept, states::clear, blocks::clear);
        Ending.all(steps);
    }

    private void forgetKept() {
        synchronized (kept) {
            kept.clear();
        }
    }

    private void awaitJobs() {
        boolean interrupted = false;
        synchronized (lock) {
            while (!running.isEmpty()) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what its jobs ask

    InlineStates inlineStates() {
        return states;
    }

    InlineStage newStage(Operator operator, int numPartitions, int numTasks) {
        return new InlineStage(stages.getAndIncrement(), operator, numPartitions, numTasks, attemptIds);
    }

    /** The partitions kept of a marked node; who computes one puts it in. */
    Map<Integer, List<Object>> keptOf(Lineage node) {
        synchronized (kept) {
            return kept.computeIfAbsent(node, n -> new ConcurrentHashMap<>());
        }
    }

    /** Interrupts a job's thread when the job is cancelled; never after {@link #end}. */
    private static final class InterruptOnCancel implements Runnable {
        private final Job<?> job;
        private final Thread thread;
        private boolean ended;
        private boolean fired;

        InterruptOnCancel(Job<?> job, Thread thread) {
            this.job = job;
            this.thread = thread;
        }

        @Override
        public synchronized void run() {
            if (!ended && job.isToInterrupt()) {
                fired = true;
                thread.interrupt();
            }
        }

        synchronized void end() {
            ended = true;
            if (fired) {
                Thread.interrupted(); // it was ours
            }
        }
    }
}
