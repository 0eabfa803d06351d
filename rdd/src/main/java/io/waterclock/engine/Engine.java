// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import io.waterclock.rdd.Lineage;
import java.util.List;

/**
 * What evaluates lineage. Safe for any number of threads; several engines live in one JVM.
 *
 * <p>Terms: a <em>driver</em> is the process that made the context; a <em>worker</em> is where tasks run, the same
 * process or another. What crosses from driver to worker (lineage functions, source partitions, receiver programs) must be serializable
 * when they are different processes; {@link #sharesMemory()} tells.
 *
 * <p>The contract is published as a test, {@code EngineContractTest} in the test kit; every engine passes it.
 */
public interface Engine extends JobRunner, AutoCloseable {

    /** How many tasks run at once; also the default number of partitions. At least 1. */
    int defaultParallelism();

    /** Whether tasks run in the driver's process, so that objects pass by reference. */
    boolean sharesMemory();

    /**
     * Drops what is kept of a node that was marked for keeping; a later job computes it again. Returns when dropped if {@code blocking}, else maybe
     * before. Does nothing when nothing is kept.
     */
    void unpersist(Lineage node, boolean blocking);

    /**
     * Asks for a promise, since what a node that was marked for keeping is computed from is about to be let go: that all of its
     * partitions are kept until {@link #unpersist}, whatever else needs the room. Where an engine loses one all the same (its worker dies, its
     * disk) it computes it again from what is there then.
     *
     * @return the partitions that aren't kept at this moment, in order; when there is any, nothing is promised
     */
    List<Integer> secure(Lineage node);

    /** Bytes of partitions that are kept, as far as the engine measures them; 0 where it doesn't. */
    default long keptBytes() {
        return 0;
    }

    /** Versioned partitions: kept, published as a whole, dropped. */
    StateVersions states();

    /**
     * Hosts a receiver: starts {@code program} on some worker, on threads that hold no place for tasks.
     *
     * <p>Returns at once. {@link ReceiverProgram#start} is called exactly once; if it throws, or if the worker is lost,
     * {@link ReceiverEvents#lost} is called once and the handle is dead. Starting again is the caller's decision, with a
     * new program object: ids of blocks of different programs never collide.
     *
     * @param name of its threads, and in errors
     */
    HostedReceiver host(String name, ReceiverProgram program, ReceiverEvents events);

    /**
     * Ends everything: running jobs are cancelled and awaited, hosted receivers stopped, what is kept dropped, threads
     * ended. Can be called again, and from any thread that isn't a task.
     */
    @Override
    void close();
}
