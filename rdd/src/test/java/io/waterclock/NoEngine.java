// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import io.waterclock.engine.Engine;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.ReceiverEvents;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.engine.StateVersions;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An engine that evaluates nothing: it notes the jobs that reach it, and answers none of the partitions. */
final class NoEngine implements Engine {
    final List<Job<?>> jobs = new ArrayList<>();
    final List<Lineage> unpersisted = new ArrayList<>();
    int closed;

    /** Called with a job while it runs. */
    Consumer<Job<?>> running = job -> {};

    @Override
    public <R> List<R> run(Job<R> job) {
        jobs.add(job);
        running.accept(job);
        return List.of();
    }

    @Override
    public int defaultParallelism() {
        return 4;
    }

    @Override
    public boolean sharesMemory() {
        return true;
    }

    @Override
    public void unpersist(Lineage node, boolean blocking) {
        unpersisted.add(node);
    }

    @Override
    public List<Integer> secure(Lineage node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StateVersions states() {
        throw new UnsupportedOperationException();
    }

    @Override
    public HostedReceiver host(String name, ReceiverProgram program, ReceiverEvents events) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        closed++;
    }
}
