// SPDX-License-Identifier: Apache-2.0
package io.waterclock.util;

import org.jspecify.annotations.Nullable;

/** Arguments that a program has to give. */
public final class Given {
    private Given() {}

    /**
     * The argument, if there is one.
     *
     * @param method the method called, and {@code what} the argument is in it, for the error
     * @throws NullPointerException when it is null
     */
    public static <T> T given(@Nullable T argument, String method, String what) {
        if (argument == null) {
            throw new NullPointerException(method + ": the " + what + " is null");
        }
        return argument;
    }
}
