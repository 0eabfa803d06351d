// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.engine.NanoClock;
import io.waterclock.engine.embedded.memory.ChunkSize;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.memory.TaskMemory;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.TaskContext;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One attempt at one partition: what must be closed at its end, and whether it should end early. Used by one thread. */
public final class Task implements AutoCloseable {
    private final TaskContext context;
    private final BooleanSupplier aborted;
    private final NanoClock clock;
    private final EngineMemory shared;
    private @Nullable TaskMemory memory;
    private long beganNanos;

    // made when there is something to close: most tasks have one of each, or none
    private @Nullable List<ChunkReader> open;
    private @Nullable List<AutoCloseable> atEnd;

    private boolean givenUp;

    /**
     * @param aborted whether the job has failed elsewhere
     * @param clock times the loops
     */
    public Task(TaskContext context, BooleanSupplier aborted, NanoClock clock, EngineMemory shared) {
        this.shared = shared;
        this.clock = clock;
        this.context = context;
        this.aborted = aborted;
    }

    public TaskContext context() {
        return context;
    }

    /** This attempt's account; what is still held at its end goes back then. Ask only for what is worth counting. */
    public TaskMemory memory() {
        TaskMemory opened = memory;
        if (opened == null) {
            opened = shared.budget().task();
            memory = opened;
        }
        return opened;
    }

    /** For a reader whose records are computed, or read, as they are asked for. */
    ChunkSize chunkSize() {
        return new ChunkSize(shared.sizes());
    }

    /** The records, not too many of which are computed ahead. */
    public ChunkReader limited(ChunkReader records) {
        return ChunkSize.limit(records, shared.sizes());
    }

    /** {@link #limited}, one by one. */
    public Iterator<Object> iterator(ChunkReader records) {
        return limited(records).iterator();
    }

    /** Looked at once a chunk. */
    public void checkCancelled() {
        if (context.cancellation().isCancelled() || aborted.getAsBoolean()) {
            givenUp = true;
            throw new TaskCancelled();
        }
    }

    /** Throws what {@link #checkCancelled} or a reader has thrown and a function has kept for itself: it hasn't read all. */
    public void requireAllRead() {
        OutputMissing lack = OutputMissing.takeLast();
        if (lack != null) {
            throw lack;
        }
        if (givenUp) {
            throw new TaskCancelled();
        }
    }

    /** Closes the reader when the attempt ends, however it ends. */
    public <R extends ChunkReader> R closing(R reader) {
        if (open == null) {
            open = new ArrayList<>(2);
        }
        open.add(reader);
        return reader;
    }

    /** Its work begins. */
    public void begin() {
        beganNanos = clock.nanoTime();
        context.began(clock, beganNanos);
    }

    /** How long it has worked since {@link #begin}, in nanoseconds. */
    public long nanosSinceBegin() {
        return clock.nanoTime() - beganNanos;
    }

    /** Closes it when the attempt ends, after the readers. */
    public <T extends AutoCloseable> T atEnd(T resource) {
        if (atEnd == null) {
            atEnd = new ArrayList<>(1);
        }
        atEnd.add(resource);
        return resource;
    }

    @Override
    public void close() {
        Throwable first = close(open, null);
        first = close(atEnd, first);
        if (memory != null) {
            memory.close();
        }
        if (first != null) {
            throw Sneaky.unchecked(first);
        }
    }

    private static @Nullable Throwable close(@Nullable List<? extends AutoCloseable> all, @Nullable Throwable before) {
        Throwable first = before;
        if (all == null) {
            return first;
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                all.get(i).close();
            } catch (Exception | Error e) {
                if (first == null) {
                    first = e;
                } else if (e != first) {
                    first.addSuppressed(e);
                }
            }
        }
        all.clear();
        return first;
    }

    /** Ends a task of a job that is over. Never leaves the engine. */
    public static final class TaskCancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public TaskCancelled() {
            super(null, null, false, false);
        }
    }
}
