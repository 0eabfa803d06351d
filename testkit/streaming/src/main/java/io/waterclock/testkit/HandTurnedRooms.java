// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.streaming.loop.Loop;
import io.waterclock.streaming.loop.Rooms;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** No loop has a thread: the test's own turns all of them, one after the other, until none has anything to do. */
final class HandTurnedRooms implements Rooms {

    private record Room(Loop loop, Consumer<Throwable> crashed) {}

    private final ManualClock clock;
    private final List<Room> rooms = new ArrayList<>();
    private final Queue<Runnable> asides = new ConcurrentLinkedQueue<>();
    private boolean abandoned;
    private boolean turning;

    HandTurnedRooms(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public void open(Loop loop, Consumer<Throwable> crashed) {
        if (!abandoned) {
            rooms.add(new Room(loop, crashed));
        }
    }

    /** Nothing is turned any more, nor told that it has ended. */
    void abandon() {
        abandoned = true;
        rooms.clear();
        asides.clear();
    }

    /** Whether the caller is code that a loop runs. */
    boolean areBeingTurned() {
        return turning;
    }

    /** Turns everything until there is nothing to do at this time. */
    void turn() {
        boolean worked = true;
        while (worked) {
            worked = turnEachOnce();
        }
    }

    private boolean turnEachOnce() {
        boolean before = turning;
        turning = true;
        try {
            return turnEach();
        } finally {
            turning = before;
        }
    }

    private boolean turnEach() {
        boolean worked = false;
        for (Room room : List.copyOf(rooms)) {
            try {
                worked |= room.loop.turn();
            } catch (Throwable e) {
                room.loop.end();
                room.crashed.accept(e);
                worked = true;
            }
        }
        for (Runnable work = asides.poll(); work != null; work = asides.poll()) {
            work.run();
            worked = true;
        }
        rooms.removeIf(room -> room.loop.hasEnded());
        return worked;
    }

    /** For how long nothing falls due; {@link Long#MAX_VALUE} for ever. */
    long idleNanos() {
        long least = Long.MAX_VALUE;
        for (Room room : rooms) {
            least = Math.min(least, room.loop.idleNanos());
        }
        return least;
    }

    @Override
    public boolean haveThreads() {
        return false;
    }

    /** Turns, and lets the clock go on to what falls due next, until the loop has ended or the time is over. */
    @Override
    public boolean awaitEnd(Loop loop, long timeoutMs) {
        if (rooms.stream().noneMatch(room -> room.loop == loop)) {
            return true;
        }
        long deadline = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (timeoutMs > 0 && !loop.hasEnded()) {
            if (!turnEachOnce()) {
                long idle = idleNanos();
                if (idle > deadline - clock.nanoTime()) {
                    break;
                }
                clock.advanceNanos(idle);
            }
        }
        return loop.hasEnded();
    }

    @Override
    public void interrupt(Loop loop) {}

    @Override
    public String describe(Loop loop) {
        return "";
    }

    @Override
    public void aside(String name, Runnable work) {
        asides.add(work);
    }
}
