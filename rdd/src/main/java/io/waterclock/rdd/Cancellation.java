// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A switch, thrown once, by which jobs are ended early. Safe for any thread. */
public final class Cancellation {
    private static final System.Logger LOG = System.getLogger("io.waterclock.rdd");

    private volatile @Nullable String reason;
    private volatile boolean forced;
    private final List<Runnable> actions = new ArrayList<>(1);

    /** Ends what listens, with a reason for its error. The first reason stays. */
    public void cancel(String why) {
        tell(why, false);
    }

    /** The same, once more and in earnest: what runs is interrupted even if it asked not to be. */
    public void end(String why) {
        tell(why, true);
    }

    private void tell(String why, boolean inEarnest) {
        List<Runnable> due;
        synchronized (actions) {
            if (reason != null && (forced || !inEarnest)) {
                return;
            }
            forced |= inEarnest;
            if (reason == null) {
                reason = why;
            }
            due = List.copyOf(actions);
        }
        due.forEach(Cancellation::run);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) { // a checked one too: languages other than Java let it pass
            LOG.log(System.Logger.Level.WARNING, "What listens to the end of a job has failed; the rest is told", e);
        }
    }

    /** Whether it is to interrupt what asked not to be. */
    public boolean isForced() {
        return forced;
    }

    /** Why it was cancelled, or null while it isn't. */
    public @Nullable String reason() {
        return reason;
    }

    public boolean isCancelled() {
        return reason != null;
    }

    /**
     * Runs {@code action} on the cancelling thread when that happens, or now if it has; a second time if it is then ended in
     * earnest. Must not block; what it throws is logged.
     */
    public void onCancel(Runnable action) {
        synchronized (actions) {
            actions.add(action);
            if (reason == null) {
                return;
            }
        }
        run(action);
    }

    /** Forgets an action of {@link #onCancel}. */
    public void forget(Runnable action) {
        synchronized (actions) {
            actions.remove(action);
        }
    }
}
