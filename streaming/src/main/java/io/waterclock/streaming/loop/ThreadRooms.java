// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.loop;

import io.waterclock.engine.Threads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A daemon thread for each loop, named {@code waterclock-<owner>-<loop>}; it has the opener's context class loader. */
public final class ThreadRooms implements Rooms {
    private final String owner;
    private final Map<Loop, Thread> threads = new ConcurrentHashMap<>();

    /**
     * @param owner whose loops these are, for the names of the threads
     */
    public ThreadRooms(String owner) {
        this.owner = owner;
    }

    @Override
    public void open(Loop loop, Consumer<Throwable> crashed) {
        Thread thread = Threads.daemon(nameOf(loop.name()), () -> {
            try {
                loop.live();
            } catch (Throwable e) {
                loop.end();
                crashed.accept(e);
            }
        });
        threads.put(loop, thread);
        loop.isGiven(thread);
        thread.start();
    }

    @Override
    public boolean awaitEnd(Loop loop, long timeoutMs) throws InterruptedException {
        Thread thread = threads.get(loop);
        if (thread == null) {
            return true;
        }
        if (timeoutMs > 0) {
            thread.join(timeoutMs);
        }
        return !thread.isAlive();
    }

    @Override
    public boolean haveThreads() {
        return true;
    }

    @Override
    public void interrupt(Loop loop) {
        Thread thread = threads.get(loop);
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public String describe(Loop loop) {
        Thread thread = threads.get(loop);
        if (thread == null) {
            return "";
        }
        StringBuilder text = new StringBuilder("thread ").append(thread.getName());
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    @Override
    public boolean endsTheJvm(Loop loop) {
        Thread thread = threads.get(loop);
        if (thread != null) {
            for (StackTraceElement frame : thread.getStackTrace()) {
                if (frame.getClassName().equals("java.lang.Runtime")
                        && frame.getMethodName().equals("exit")) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void aside(String name, Runnable work) {
        Threads.daemon(nameOf(name), work).start();
    }

    private String nameOf(String room) {
        return "waterclock-" + owner + "-" + room;
    }
}
