// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.ReceiverEvents;
import io.waterclock.engine.ReceiverHost;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.engine.Threads;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One thread a receiver: it calls start, waits until it is to stop or the program has failed, calls stop, and ends. Cuts
 * come from whoever asks.
 */
final class InlineReceiver implements HostedReceiver, ReceiverHost {
    private enum Phase {
        NEW,
        STARTING,
        RUNNING,
        STOPPED,
        DEAD
    }

    private static final System.Logger LOGGER = System.getLogger(InlineReceiver.class.getName());

    private final String name;
    private final ReceiverProgram program;
    private final ReceiverEvents events;
    private final InlineBlocks blocks;
    private final Consumer<InlineReceiver> atEnd;
    private final Thread thread;

    private Phase phase = Phase.NEW;
    private boolean stopping;
    private long stopTimeoutMs;
    private boolean lastCutTaken;

    InlineReceiver(
            String name,
            ReceiverProgram program,
            ReceiverEvents events,
            InlineBlocks blocks,
            Consumer<InlineReceiver> atEnd) {
        this.name = name;
        this.program = program;
        this.events = events;
        this.blocks = blocks;
        this.atEnd = atEnd;
        this.thread = Threads.daemon("waterclock-receiver-" + name, this::live);
    }

    void start() {
        thread.start();
    }

    private void live() {
        try {
            move(Phase.STARTING);
            program.start(this);
        } catch (Throwable e) {
            die(e);
            atEnd.accept(this);
            return;
        }
        long timeoutMs = awaitStop();
        try {
            program.stop(timeoutMs);
        } catch (Throwable e) {
            LOGGER.log(Level.WARNING, "Receiver " + name + " could not be stopped in good order", e);
            die(e);
        }
        move(Phase.STOPPED);
        atEnd.accept(this);
    }

    private synchronized long awaitStop() {
        move(Phase.RUNNING);
        while (!stopping) {
            try {
                wait();
            } catch (InterruptedException e) {
                continue; // only stop() interrupts, and it has set the flag
            }
        }
        Thread.interrupted();
        return stopTimeoutMs;
    }

    /** A dead receiver stays dead. */
    private synchronized void move(Phase to) {
        if (phase != Phase.DEAD) {
            phase = to;
        }
        notifyAll();
    }

    private void die(Throwable cause) {
        boolean tell;
        synchronized (this) {
            tell = phase != Phase.DEAD && !stopping;
            phase = Phase.DEAD;
            notifyAll();
        }
        if (tell) {
            events.lost(cause);
        } else {
            LOGGER.log(Level.DEBUG, "Receiver " + name + " failed after its end", cause);
        }
    }

    // ---- the worker's side

    @Override
    public BlockRef store(Block block) {
        return blocks.keep(name, block);
    }

    @Override
    public void failed(Throwable cause) {
        die(cause);
    }

    // ---- the driver's side

    @Override
    public List<BlockRef> cut() {
        synchronized (this) {
            if (phase == Phase.NEW || lastCutTaken) {
                return List.of();
            }
            lastCutTaken = phase == Phase.STOPPED || phase == Phase.DEAD;
        }
        return program.cut();
    }

    @Override
    public void stop(long timeoutMs) {
        synchronized (this) {
            if (!stopping) {
                stopping = true;
                stopTimeoutMs = timeoutMs;
                notifyAll();
                if (phase == Phase.STARTING) {
                    thread.interrupt(); // start may be waiting for a connection
                }
            }
        }
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, timeoutMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String location() {
        return "the caller's process";
    }
}
