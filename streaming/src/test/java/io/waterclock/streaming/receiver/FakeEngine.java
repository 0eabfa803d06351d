// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.Engine;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.ReceiverEvents;
import io.waterclock.engine.ReceiverHost;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.engine.StateVersions;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hosts receivers on the caller's thread and keeps their blocks; knows what is still kept. Runs no jobs. */
public final class FakeEngine implements Engine {
    private final Set<Kept> kept = ConcurrentHashMap.newKeySet();
    private final List<Hosted> hosted = new CopyOnWriteArrayList<>();
    private volatile boolean sharesMemory = true;
    private volatile boolean keepsNothing;
    private volatile boolean cutsNothing;
    private volatile boolean hostsNothing;

    /** A host that keeps blocks here. */
    public ReceiverHost keeper() {
        return new Hosted("keeper", null, cause -> {});
    }

    public int keptBlocks() {
        return kept.size();
    }

    FakeEngine ofSeveralProcesses() {
        sharesMemory = false;
        return this;
    }

    /** Whether hosts fail to keep blocks, from now on. */
    void keepsNothing(boolean fails) {
        keepsNothing = fails;
    }

    /** Whether there is no thread for hosts, from now on. */
    void hostsNothing(boolean fails) {
        hostsNothing = fails;
    }

    /** Whether hosts fail to cut, from now on. */
    void cutsNothing(boolean fails) {
        cutsNothing = fails;
    }

    /** The receiver that was hosted last is lost, with what the host knew of it. */
    void loseLast(Throwable cause) {
        hosted.get(hosted.size() - 1).failed(cause);
    }

    @Override
    public HostedReceiver host(String name, ReceiverProgram program, ReceiverEvents events) {
        if (hostsNothing) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Hosted receiver = new Hosted(name, program, events);
        hosted.add(receiver);
        try {
            program.start(receiver);
        } catch (Exception e) {
            receiver.failed(e);
        }
        return receiver;
    }

    private final class Hosted implements HostedReceiver, ReceiverHost {
        private final String name;
        private final ReceiverProgram program;
        private final ReceiverEvents events;
        private volatile boolean lost;

        Hosted(String name, ReceiverProgram program, ReceiverEvents events) {
            this.name = name;
            this.program = program;
            this.events = events;
        }

        @Override
        public List<BlockRef> cut() {
            if (cutsNothing) {
                throw new IllegalStateException("the host can't cut");
            }
            return lost ? List.of() : program.cut();
        }

        @Override
        public void stop(long timeoutMs) {
            if (!lost) {
                program.stop(timeoutMs);
            }
        }

        @Override
        public String location() {
            return "host of " + name;
        }

        @Override
        public BlockRef store(Block block) {
            if (keepsNothing) {
                throw new IllegalStateException("no place");
            }
            Kept ref = new Kept(block);
            kept.add(ref);
            return ref;
        }

        @Override
        public void failed(Throwable cause) {
            lost = true;
            events.lost(cause);
        }
    }

    private final class Kept implements BlockRef {
        private static final long serialVersionUID = 1L;

        private final transient Block block;

        Kept(Block block) {
            this.block = block;
        }

        @Override
        public long recordCount() {
            return block.recordCount();
        }

        @Override
        public long sizeInBytes() {
            return block.sizeInBytes();
        }

        @Override
        public Block fetch() {
            if (!kept.contains(this)) {
                throw new IllegalStateException("the block was released");
            }
            return block;
        }

        @Override
        public void release() {
            kept.remove(this);
        }
    }

    @Override
    public int defaultParallelism() {
        return 2;
    }

    @Override
    public boolean sharesMemory() {
        return sharesMemory;
    }

    @Override
    public void unpersist(Lineage node, boolean blocking) {
        throw new UnsupportedOperationException("this engine only hosts receivers");
    }

    @Override
    public List<Integer> secure(Lineage node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StateVersions states() {
        throw new UnsupportedOperationException("this engine only hosts receivers");
    }

    @Override
    public <R> List<R> run(Job<R> job) {
        throw new UnsupportedOperationException("this engine only hosts receivers");
    }

    @Override
    public void close() {}
}
