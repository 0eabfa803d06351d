// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.loop;

import java.util.function.Consumer;

/**
 * Where loops live. {@link ThreadRooms} gives each a thread; the test kit's rooms give none and turn them by hand.
 */
public interface Rooms {

    /**
     * Has the loop turned from now on, until it ends.
     *
     * @param crashed is called, once, with what a turn threw; the loop is not turned any more then
     */
    void open(Loop loop, Consumer<Throwable> crashed);

    /**
     * Waits until the loop has ended and its last turn is over; doesn't end it.
     *
     * @return false if the time is over; true at once for a loop that was never opened
     */
    boolean awaitEnd(Loop loop, long timeoutMs) throws InterruptedException;

    /** Whether loops have threads of their own; if not, nothing happens but what is turned by hand. */
    boolean haveThreads();

    /** Interrupts the turn under way, if the loop has a thread. */
    void interrupt(Loop loop);

    /** What the loop's thread is doing, for a warning; empty if it has none. */
    String describe(Loop loop);

    /** Whether the turn under way has called {@code System.exit}: its thread never comes back, since that waits for the stop. */
    default boolean endsTheJvm(Loop loop) {
        return false;
    }

    /** Runs some work that may wait for loops to end, outside all turns. */
    void aside(String name, Runnable work);
}
