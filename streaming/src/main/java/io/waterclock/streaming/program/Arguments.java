// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.program;

import io.waterclock.rdd.Operator;
import org.jspecify.annotations.Nullable;

/** The arguments of operators: none may be null. */
public final class Arguments {
    private Arguments() {}

    /** The operator, if none of its arguments is null. */
    public static Operator withoutNull(Operator made, @Nullable Object... arguments) {
        if (hasNull(arguments)) {
            throw new IllegalArgumentException(made + ": an argument is null");
        }
        return made;
    }

    /** The method, called by the program just now, if none of its arguments is null. */
    public static String withoutNull(String method, @Nullable Object... arguments) {
        if (hasNull(arguments)) {
            throw new IllegalArgumentException(Operator.here(method) + ": an argument is null");
        }
        return method;
    }

    private static boolean hasNull(@Nullable Object... arguments) {
        for (Object argument : arguments) {
            if (argument == null) {
                return true;
            }
        }
        return false;
    }
}
