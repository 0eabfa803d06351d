// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.CoreKeys;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.engine.Engine;
import io.waterclock.engine.EngineProvider;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.loop.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A program under test from its description to its end: its contexts, the engine below, the rooms of its loops. */
final class Incarnation {
    final HandTurnedRooms rooms;
    final WaterclockContext waterclockContext;
    final StreamingContext context;
    private final ManualClock clock;
    private final WatchedEngine engine;
    private final PendingBatches batches = new PendingBatches();
    private boolean crashed;

    /**
     * @param own the test's engine; null for that of the master URL
     * @param random in which order partitions are computed; null for their own
     */
    Incarnation(
            WaterclockConf conf,
            @Nullable Engine own,
            Duration batchInterval,
            ManualClock clock,
            @Nullable SplittableRandom random) {
        this.clock = clock;
        this.rooms = new HandTurnedRooms(clock);
        this.engine = new WatchedEngine(own != null ? own : find(conf), random);
        WaterclockContext made = null;
        try {
            made = new WaterclockContext(conf, engine);
            this.context = new StreamingContext(made, batchInterval, new Surroundings(rooms, clock, clock));
        } catch (RuntimeException e) {
            if (made != null) {
                made.close();
            }
            engine.close();
            throw e;
        }
        this.waterclockContext = made;
        context.addStreamingListener(batches);
    }

    private static Engine find(WaterclockConf conf) {
        String master = conf.get(CoreKeys.MASTER);
        for (EngineProvider provider :
                ServiceLoader.load(EngineProvider.class, EngineProvider.class.getClassLoader())) {
            if (provider.accepts(master)) {
                return provider.create(master, conf);
            }
        }
        try (WaterclockContext none = new WaterclockContext(conf)) {
            throw new AssertionError("A context found an engine for " + master + " where the kit finds none: " + none);
        }
    }

    boolean hasCrashed() {
        return crashed;
    }

    /** What has fallen due and was not done, for people; empty when all was, or when the program has ended. */
    List<String> pending() {
        if (crashed || context.getState() != StreamingContextState.ACTIVE) {
            return List.of();
        }
        List<Time> made = batches.times();
        if (!made.isEmpty()) {
            return List.of("Batches were made and are not done: " + made + ". Let the test call turn()");
        }
        return rooms.idleNanos() > 0
                ? List.of()
                : List.of("At " + clock.currentTimeMs()
                        + " ms a batch has fallen due that was not made. Let the test call turn() or"
                        + " advance(…) after it has turned the clock, or stop the program");
    }

    /** What runs is gone from one moment to the next, and nothing is told. */
    void crash() {
        crashed = true;
        rooms.abandon();
        engine.close();
    }

    /**
     * Ends everything; after a crash, what the process that died would have taken with it.
     *
     * @return what is left then, for people
     */
    List<String> end() {
        try {
            if (context.getState() != StreamingContextState.STOPPED) {
                context.stop(false);
            }
            return crashed ? List.of() : engine.leftBehind();
        } finally {
            waterclockContext.close();
        }
    }
}
