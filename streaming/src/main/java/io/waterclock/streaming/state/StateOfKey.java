// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.streaming.State;
import java.util.NoSuchElementException;

/** What a task shows of one key after the other; never in two tasks. */
@SuppressWarnings("NullAway") // a state may be null, if its function says so
final class StateOfKey<S> extends State<S> {
    private S value;
    private boolean exists;
    private boolean updated;
    private boolean removed;
    private boolean timingOut;

    /** Shows a key that has this state. */
    void show(S of, boolean isTimingOut) {
        value = of;
        exists = true;
        updated = false;
        removed = false;
        timingOut = isTimingOut;
    }

    /** Shows a key without a state. */
    void showNone() {
        show(null, false);
        exists = false;
    }

    boolean isUpdated() {
        return updated;
    }

    boolean isRemoved() {
        return removed;
    }

    @Override
    public boolean exists() {
        return exists;
    }

    @Override
    public S get() {
        if (!exists) {
            throw new NoSuchElementException("The state is not set; ask exists() first, or take getOption()");
        }
        return value;
    }

    @Override
    public void update(S newState) {
        requireLasting("update");
        if (removed) {
            throw new IllegalArgumentException("update: the state was removed in this call of the function");
        }
        value = newState;
        exists = true;
        updated = true;
    }

    @Override
    public void remove() {
        requireLasting("remove");
        if (removed) {
            throw new IllegalArgumentException("remove: the state was removed in this call of the function already");
        }
        value = null;
        exists = false;
        updated = false;
        removed = true;
    }

    private void requireLasting(String method) {
        if (timingOut) {
            throw new IllegalArgumentException(
                    method + ": the key times out, and its state goes after this call (isTimingOut is true)");
        }
    }

    @Override
    public boolean isTimingOut() {
        return timingOut;
    }
}
