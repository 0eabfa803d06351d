// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.ReceiverEvents;
import io.waterclock.engine.ReceiverHost;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.engine.TaskFailures;
import io.waterclock.engine.Threads;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A receiver hosted in this JVM. Its program starts on a thread of its own, since starting may block. */
final class LocalReceiver implements HostedReceiver, ReceiverHost {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");

    private enum State {
        RUNNING,
        LOST,
        STOPPED
    }

    private final String name;
    private final ReceiverProgram program;
    private final ReceiverEvents events;
    private final Thread starter;
    private volatile boolean dropped;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    LocalReceiver(String name, ReceiverProgram program, ReceiverEvents events) {
        this.name = name;
        this.program = program;
        this.events = events;
        this.starter = Threads.daemon("waterclock-receiver-" + name + "-start", this::begin);
    }

    void start() {
        starter.start();
    }

    /** Lets all its blocks go. */
    void drop() {
        dropped = true;
    }

    boolean isOver() {
        return state.get() != State.RUNNING;
    }

    private void begin() {
        if (isOver()) {
            return;
        }
        try {
            program.start(this);
        } catch (Throwable t) {
            failed(t);
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (state.compareAndSet(State.RUNNING, State.LOST)) {
            events.lost(cause);
        }
    }

    @Override
    public BlockRef store(Block block) {
        return new LocalBlock(this, block);
    }

    @Override
    public List<BlockRef> cut() {
        return program.cut();
    }

    @Override
    public void stop(long timeoutMs) {
        State before = state.getAndSet(State.STOPPED);
        if (before == State.STOPPED) {
            return;
        }
        if (before == State.RUNNING) { // one that was lost has ended itself
            starter.interrupt();
            program.stop(timeoutMs);
        }
        if (Thread.currentThread() == starter) {
            return;
        }
        try {
            starter.join(Math.max(1, timeoutMs));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (starter.isAlive()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "receiver {0} has not stopped starting within {1} ms; its thread {2} is left behind",
                    name,
                    timeoutMs,
                    starter.getName());
        }
    }

    @Override
    public String location() {
        return "this process";
    }

    /** Tasks run here, so that it is never serialized. */
    private static final class LocalBlock implements BlockRef {
        private static final long serialVersionUID = 1L;

        private final transient LocalReceiver receiver;
        private final long recordCount;
        private final long sizeInBytes;
        private transient volatile @Nullable Block block;

        LocalBlock(LocalReceiver receiver, Block block) {
            this.receiver = receiver;
            this.recordCount = block.recordCount();
            this.sizeInBytes = block.sizeInBytes();
            this.block = block;
        }

        @Override
        public long recordCount() {
            return recordCount;
        }

        @Override
        public long sizeInBytes() {
            return sizeInBytes;
        }

        @Override
        public Block fetch() {
            Block kept = block;
            if (kept == null || receiver.dropped) {
                throw TaskFailures.blockMissing(
                        "A block of " + recordCount + " records of the receiver " + receiver.name);
            }
            return kept;
        }

        @Override
        public void release() {
            block = null;
        }
    }
}
