// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A switch, thrown once, by which jobs are ended early. Safe for any thread. */
public final class Cancellation {
    private volatile @Nullable String reason;
    private final List<Runnable> actions = new ArrayList<>(1);

    /** Ends what listens, with a reason for its error. The first reason stays. */
    public void cancel(String why) {
        List<Runnable> due;
        synchronized (actions) {
            if (reason != null) {
                return;
            }
            reason = why;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Why it was cancelled, or null while it isn't. */
    public @Nullable String reason() {
        return reason;
    }

    public boolean isCancelled() {
        return reason != null;
    }

    /** Runs {@code action} on the cancelling thread when that happens, or now if it has. Must not block. */
    public void onCancel(Runnable action) {
        synchronized (actions) {
            if (reason == null) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** Forgets an action of {@link #onCancel}. */
    public void forget(Runnable action) {
        synchronized (actions) {
            actions.remove(action);
        }
    }
}
