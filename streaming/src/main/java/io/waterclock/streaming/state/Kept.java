// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import io.waterclock.function.Function2;
import io.waterclock.function.Sneaky;
import org.jspecify.annotations.Nullable;

/** Values as windows keep them: never null, so that maps can hold them. */
@SuppressWarnings({"unchecked", "NullAway"})
public final class Kept {
    /** Stands for a value that is null. */
    private enum Null {
        VALUE
    }

    private Kept() {}

    public static Object of(@Nullable Object value) {
        return value == null ? Null.VALUE : value;
    }

    /** The value as the program knows it. */
    public static <V> V value(Object kept) {
        return kept == Null.VALUE ? null : (V) kept;
    }

    /** What a function of the program's on values makes of two as they are kept. */
    public static Object combined(Function2<?, ?, ?> function, Object first, Object second) {
        try {
            return of(((Function2<Object, Object, Object>) function).call(value(first), value(second)));
        } catch (Throwable e) {
            throw Sneaky.unchecked(e);
        }
    }
}
