// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import io.waterclock.CoreKeys;
import io.waterclock.WaterclockConf;
import io.waterclock.engine.Engine;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.ReceiverEvents;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.engine.StateVersions;
import io.waterclock.engine.TaskFailures;
import io.waterclock.engine.Threads;
import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.stage.DAGScheduler;
import io.waterclock.engine.embedded.stage.Stores;
import io.waterclock.engine.embedded.stage.TaskOrder;
import io.waterclock.engine.embedded.stage.Workers;
import io.waterclock.engine.embedded.task.StageProfiles;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.util.Ending;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The engine that runs in the program's own JVM.
 *
 * <p>With one thread ({@code local}, {@code local[1]}) it makes no threads at all, but for receivers: every task runs on
 * the thread that called the action. That is the mode which the test kit and the simulation drive by hand.
 */
public final class EmbeddedEngine implements Engine {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");

    /** How long close waits for receivers, and for tasks whose functions don't heed an interrupt, before it leaves them. */
    private static final long CLOSE_MS = 10_000;

    private final LocalMaster master;
    private final Workers workers;
    private final Stores stores;
    private final StageProfiles profiles;
    private final @Nullable ExecutorService background;
    private final DAGScheduler scheduler;
    /** Few at once: a list is searched sooner than an object's hash is made. */
    private final List<Job<?>> running = new ArrayList<>();

    private final Set<LocalReceiver> receivers = new HashSet<>();
    private boolean closed;

    EmbeddedEngine(LocalMaster master, WaterclockConf conf) {
        this.master = master;
        this.stores = new Stores(EmbeddedKeys.memory(conf));
        this.workers = new Workers(master.threads() - 1);
        this.background = master.threads() == 1 ? null : Threads.background("waterclock-specializer");
        Executor specializer = background == null ? Runnable::run : background;
        long hot = conf.get(EmbeddedKeys.SPECIALIZE) ? conf.get(EmbeddedKeys.HOT_RECORDS) : Long.MAX_VALUE;
        this.profiles = new StageProfiles(hot, conf.get(EmbeddedKeys.MAX_STAGES), specializer);
        FunctionBinder binder = new FunctionBinder(conf.get(CoreKeys.STRICT_FUNCTIONS));
        TaskOrder order = new TaskOrder(
                conf.contains(EmbeddedKeys.TASK_ORDER_SEED.name()) ? conf.get(EmbeddedKeys.TASK_ORDER_SEED) : null);
        this.scheduler =
                new DAGScheduler(workers, stores, binder, profiles, master.attempts(), order, NanoClock.system());
    }

    /** For tests: what the engine keeps things in. */
    EngineMemory memory() {
        return stores.memory();
    }

    @Override
    public int defaultParallelism() {
        return master.threads();
    }

    @Override
    public boolean sharesMemory() {
        return true;
    }

    @Override
    public <R> List<R> run(Job<R> job) {
        synchronized (running) {
            if (closed) {
                throw TaskFailures.engineClosed(job.operator().toString());
            }
            running.add(job);
        }
        try {
            return scheduler.run(job);
        } finally {
            synchronized (running) {
                int at = running.size() - 1;
                while (running.get(at) != job) {
                    at--;
                }
                running.remove(at);
                if (closed) {
                    running.notifyAll();
                }
            }
        }
    }

    @Override
    public void unpersist(Lineage node, boolean blocking) {
        stores.cache().drop(node);
    }

    @Override
    public List<Integer> secure(Lineage node) {
        return stores.cache().secure(node);
    }

    @Override
    public long keptBytes() {
        return stores.memory().budget().kept();
    }

    @Override
    public StateVersions states() {
        return stores.states();
    }

    @Override
    public HostedReceiver host(String name, ReceiverProgram program, ReceiverEvents events) {
        LocalReceiver receiver = new LocalReceiver(name, program, events);
        synchronized (running) {
            if (closed) {
                throw TaskFailures.engineClosed("receiver " + name);
            }
            receivers.removeIf(LocalReceiver::isOver);
            receiver.start(); // under the lock, so that a close comes before it or stops it
            receivers.add(receiver);
        }
        return receiver;
    }

    @Override
    public void close() {
        Set<LocalReceiver> hosted;
        List<Job<?>> jobs;
        synchronized (running) {
            closed = true;
            hosted = Set.copyOf(receivers);
            receivers.clear();
            jobs = List.copyOf(running);
        }
        List<Runnable> steps = new ArrayList<>();
        jobs.forEach(job -> steps.add(() -> job.cancellation().end("the context was stopped")));
        hosted.forEach(receiver -> steps.add(() -> stop(receiver)));
        steps.add(this::awaitJobs);
        steps.add(() -> workers.close(CLOSE_MS));
        if (background != null) {
            steps.add(() -> Threads.end(background));
        }
        hosted.forEach(receiver -> steps.add(receiver::drop));
        steps.add(profiles::clear);
        steps.add(stores::clear);
        Ending.all(steps);
    }

    private static void stop(LocalReceiver receiver) {
        try {
            receiver.stop(CLOSE_MS);
        } catch (Throwable e) { // a checked one too: languages other than Java let it pass
            LOG.log(System.Logger.Level.WARNING, "A receiver could not be stopped in good order", e);
        }
    }

    /** Running jobs have been cancelled and their tasks interrupted; a function that heeds neither can't be ended. */
    private void awaitJobs() {
        NanoClock clock = NanoClock.system();
        long deadline = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MS);
        boolean interrupted = false;
        synchronized (running) {
            long left;
            while (!running.isEmpty() && (left = deadline - clock.nanoTime()) > 0) {
                try {
                    running.wait(1 + TimeUnit.NANOSECONDS.toMillis(left));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (!running.isEmpty()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} job(s) have not ended within {1} ms of being cancelled: a function neither ends nor heeds an"
                                + " interrupt. Their threads are left behind",
                        running.size(),
                        CLOSE_MS);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
