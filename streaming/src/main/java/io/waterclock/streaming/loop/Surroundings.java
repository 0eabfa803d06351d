// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.loop;

import io.waterclock.engine.NanoClock;
import io.waterclock.engine.WallClock;

/**
 * What a context takes from the world: time, and threads for its loops. A test kit gives its own.
 *
 * @param rooms where loops live; belong to one context
 * @param wall the time of day, by which batches are made
 * @param nano elapsed time, by which waits end
 */
public record Surroundings(Rooms rooms, WallClock wall, NanoClock nano) {

    /** The machine's clocks, and a thread for each loop. */
    public static Surroundings real(String owner) {
        return new Surroundings(new ThreadRooms(owner), WallClock.system(), NanoClock.system());
    }
}
