// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.program;

import io.waterclock.rdd.Operator;
import io.waterclock.rdd.TaskContext;
import java.util.Set;

/** A program from its being described to its end, and what it may be called for when. Moved by one thread at a time. */
public final class Lifecycle {

    /** It never goes back. */
    private enum Phase {
        BUILT,
        RUNNING,
        ENDED;

        Set<Phase> successors() {
            return switch (this) {
                case BUILT -> Set.of(RUNNING, ENDED);
                case RUNNING -> Set.of(ENDED);
                case ENDED -> Set.of();
            };
        }
    }

    private volatile Phase phase = Phase.BUILT;

    public boolean isBeingBuilt() {
        return phase == Phase.BUILT;
    }

    /**
     * The operator {@code method}, called by the program just now.
     *
     * @throws IllegalStateException when nothing can be added any more
     */
    public Operator define(String method) {
        Operator operator = Operator.here(method);
        requireBeingBuilt(operator.toString());
        return operator;
    }

    public void requireBeingBuilt(String what) {
        if (TaskContext.get() != null) {
            throw new IllegalStateException(
                    what + ": called in a function of a task, where streams are of no use; describe"
                            + " it before start(), by join, union or transformWith, and give the function values");
        }
        if (phase == Phase.RUNNING) {
            throw new IllegalStateException(
                    what
                            + ": nothing can be added after the streaming context was started; describe the whole program before start()");
        }
        if (phase == Phase.ENDED) {
            throw new IllegalStateException(what
                    + ": nothing can be added after the streaming context was stopped; make a new StreamingContext");
        }
    }

    public void requireStarted(String method, Object stream) {
        if (phase == Phase.BUILT) {
            throw new IllegalStateException(Operator.here(method) + ": " + stream
                    + " has no batches before its streaming context was started; call it after start()");
        }
    }

    /** Nothing can be added from now on. */
    public void start() {
        moveTo(Phase.RUNNING);
    }

    /**
     * Can be called again.
     *
     * @return whether it was running until now
     */
    public boolean end() {
        boolean wasRunning = phase == Phase.RUNNING;
        if (phase != Phase.ENDED) {
            moveTo(Phase.ENDED);
        }
        return wasRunning;
    }

    private void moveTo(Phase next) {
        if (!phase.successors().contains(next)) {
            throw new IllegalStateException("A stream graph that is " + phase + " can't become " + next);
        }
        phase = next;
    }
}
