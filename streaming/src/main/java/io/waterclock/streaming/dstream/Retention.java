// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.streaming.program.GraphHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** For how long streams remember their batches, and what is let go when no batch needs it any more. */
final class Retention {
    private final GraphHandle handle;
    private final long batchMs;
    private volatile @Nullable Duration asked;

    Retention(GraphHandle handle, long batchMs) {
        this.handle = handle;
        this.batchMs = batchMs;
    }

    // ---- how long

    /** The program wants every stream to remember at least so long; it says so once. */
    void ask(Duration duration) {
        Duration before = asked;
        if (before != null) {
            throw new IllegalArgumentException(Operator.here("remember") + ": the duration to remember is " + before
                    + " already, and can't be set again to " + duration
                    + "; call it once, with the longest that is needed");
        }
        asked = duration;
    }

    /** Lets a stream remember as long as the program asked. */
    void applyTo(AbstractDStream<?, ?, ?> stream) {
        Duration atLeast = asked;
        if (atLeast != null) {
            stream.memory().remember(atLeast.toMillis());
        }
    }

    /**
     * Lets each stream remember what its children will read.
     *
     * @param needed parents first
     */
    void reachBack(List<AbstractDStream<?, ?, ?>> needed) {
        for (int i = needed.size() - 1; i >= 0; i--) {
            long reached = reachedBack(needed.get(i));
            needed.get(i).parents().forEach(parent -> parent.memory().remember(reached));
        }
    }

    /**
     * For how long parents must remember their batches for a stream: as far as it reaches back in each batch; and where its own batches are
     * asked for later, so much longer. A state needs its parents in the batch alone: what it made of them is its own.
     */
    private long reachedBack(AbstractDStream<?, ?, ?> stream) {
        if (stream instanceof StatefulDStream<?>) {
            return 0;
        }
        long own = stream.memory().rememberMs();
        boolean isAskedForLater = own > (asked == null ? stream.slideMs() : batchMs);
        long reached = stream.reachBackMs() + (isAskedForLater ? own : 0);
        return reached < 0 ? Long.MAX_VALUE : reached;
    }

    /**
     * For how long after a batch is done its input is kept: until no window reaches back to it; and where the program has said what streams
     * remember, all of them, so that what {@code slice} gives can be computed.
     */
    long keptBeyondMs(InputDStream<?> input) {
        Duration atLeast = asked;
        return Math.max(input.memory().rememberMs() - batchMs, atLeast == null ? 0 : atLeast.toMillis());
    }

    // ---- letting go

    /** Forgets what only batches up to the completed one needed, and lets go of what was kept for them. */
    <T, R extends AbstractRDD<T, R>> void forget(AbstractDStream<T, R, ?> stream, long completedMs) {
        for (R rdd : stream.memory().forget(completedMs)) {
            if (isKept(rdd) && !isRemembered(rdd.lineage(), stream)) {
                rdd.unpersist(false);
            }
        }
        if (stream instanceof StatefulDStream<?> stateful) {
            stateful.dropUpTo(completedMs - stream.memory().rememberMs());
        }
    }

    /** Lets go of all that a stream has kept. */
    void letGo(AbstractDStream<?, ?, ?> stream) {
        for (AbstractRDD<?, ?> rdd : stream.memory().all()) {
            if (isKept(rdd)) {
                rdd.unpersist(false);
            }
        }
        if (stream instanceof StatefulDStream<?> stateful) {
            stateful.dropAll();
        }
    }

    private boolean isKept(AbstractRDD<?, ?> rdd) {
        return handle.unpersists() && rdd.getStorageLevel().isValid();
    }

    /** Whether the stream, or one of which it is made, still remembers an RDD over this lineage: marks are of lineages, not of streams. */
    private static boolean isRemembered(Lineage lineage, AbstractDStream<?, ?, ?> stream) {
        Set<AbstractDStream<?, ?, ?>> looked = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<AbstractDStream<?, ?, ?>> toLook = new ArrayDeque<>(List.of(stream));
        while (!toLook.isEmpty()) {
            AbstractDStream<?, ?, ?> next = toLook.pop();
            if (looked.add(next)) {
                if (next.memory().remembers(lineage)) {
                    return true;
                }
                toLook.addAll(next.parents());
            }
        }
        return false;
    }
}
