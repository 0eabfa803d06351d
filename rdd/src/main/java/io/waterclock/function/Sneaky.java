// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

/** Lets a user's checked exception pass through an interface that declares none, unchanged. */
public final class Sneaky {
    private Sneaky() {}

    /** Throws {@code e} as it is; the return type only lets the caller write {@code throw}. */
    public static RuntimeException unchecked(Throwable e) {
        return Sneaky.<RuntimeException>raise(e);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException raise(Throwable e) throws E {
        throw (E) e;
    }
}
