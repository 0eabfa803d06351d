// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd.derived;

import org.jspecify.annotations.Nullable;

/** What can be told apart by equals and hashCode. */
public final class Keys {
    private Keys() {}

    /**
     * The key.
     *
     * @throws IllegalArgumentException when it is an array
     */
    public static <K extends @Nullable Object> K checked(K key) {
        if (key != null && key.getClass().isArray()) {
            throw new IllegalArgumentException(
                    "An array can't be a key (" + key.getClass().getSimpleName()
                            + "): two arrays with the same content have different hash codes; use a List or a record");
        }
        return key;
    }
}
