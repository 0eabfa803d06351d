// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The state of one key, as the function of a {@link StateSpec} sees it. It is good for one call of the function: kept for later, it shows
 * another key. What {@link #get} gives is shared with earlier batches, so change it by {@link #update}, not in place.
 *
 * @param <S> the type of the state
 */
public abstract class State<S> {

    /** For the streaming half; a program only reads and updates what it is given. */
    protected State() {}

    /** Whether the key has a state: false before the first update, and after {@link #remove}. */
    public abstract boolean exists();

    /** @throws NoSuchElementException when the key has no state; look at {@link #exists} or take {@link #getOption} */
    public abstract S get();

    /**
     * Sets the state.
     *
     * @throws IllegalArgumentException after {@link #remove} in the same call, and when the key {@linkplain #isTimingOut times out}
     */
    public abstract void update(S newState);

    /**
     * Ends the state: the key has none after this call.
     *
     * @throws IllegalArgumentException when it was removed in this call, and when the key {@linkplain #isTimingOut times out}
     */
    public abstract void remove();

    /** Whether this call is the last for a key that was idle for longer than {@link StateSpec#timeout}: its state goes after it. */
    public abstract boolean isTimingOut();

    /** The state, empty when there is none. */
    public final Optional<S> getOption() {
        return exists() ? Optional.ofNullable(get()) : Optional.empty();
    }

    @Override
    public final String toString() {
        return exists() ? String.valueOf(get()) : "<state not set>";
    }
}
