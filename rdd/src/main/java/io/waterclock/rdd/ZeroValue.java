// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.function.Copies;
import io.waterclock.function.Immutables;
import io.waterclock.function.Sneaky;
import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A zero value that each use gets a copy of, so that one task can't see what another did to it. A known immutable is used
 * as it is; anything else is copied by Java serialization within the process.
 */
public final class ZeroValue<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final @Nullable T prototype;
    private final byte @Nullable [] bytes;

    private ZeroValue(@Nullable T prototype, byte @Nullable [] bytes) {
        this.prototype = prototype;
        this.bytes = bytes;
    }

    /**
     * @param where the operator that takes the value, for the error
     * @throws IllegalArgumentException when the value can't be copied
     */
    public static <T> ZeroValue<T> of(@Nullable T value, String where) {
        if (value == null || Immutables.isKnownImmutable(value)) {
            return new ZeroValue<>(value, null);
        }
        byte[] bytes;
        try {
            bytes = Copies.serialize(value);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The zero value of " + where + " can't be copied for each task: "
                            + value.getClass().getName()
                            + " is neither known to be immutable nor serializable (" + e
                            + "). Use a value that implements java.io.Serializable,"
                            + " or an immutable one such as a number, a String or a record of those",
                    e);
        }
        return new ZeroValue<>(value, bytes);
    }

    /** The value for one use. */
    @SuppressWarnings({"unchecked", "NullAway"})
    public T copy() {
        if (bytes == null) {
            return prototype;
        }
        try {
            return (T) Copies.deserialize(bytes, prototype);
        } catch (IOException | ClassNotFoundException e) {
            throw Sneaky.unchecked(e);
        }
    }
}
