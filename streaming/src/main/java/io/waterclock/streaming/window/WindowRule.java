// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import io.waterclock.function.Function2;
import io.waterclock.streaming.state.Kept;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How values are combined in a window. It is no part of a window's state, which is data alone.
 *
 * @param span which batches a window holds
 * @param function combines two values, the older first; associative
 * @param inverse takes the second value out of the first; null when there is no such function
 * @param inverseIsExact whether that is certain, as with counts
 */
public record WindowRule(
        WindowSpan span,
        Function2<?, ?, ?> function,
        @Nullable Function2<?, ?, ?> inverse,
        boolean inverseIsExact) implements Serializable {

    Object combined(Object older, Object newer) {
        return Kept.combined(function, older, newer);
    }

    Object without(Object value, Object leaving) {
        if (inverse == null) {
            throw new IllegalStateException("There is no inverse function");
        }
        return Kept.combined(inverse, value, leaving);
    }

    WindowState empty() {
        return inverse == null ? TwoStacksWindow.EMPTY : SubtractingWindow.EMPTY;
    }

    /** How a window is kept, for people. */
    public String scheme() {
        if (inverse == null) {
            return "two stacks of slices, as nothing is known of the function but that it is associative";
        }
        return inverseIsExact
                ? "slices that leave are subtracted"
                : "slices that leave are subtracted by the inverse function while values are exact (whole numbers, BigDecimal), and the result is"
                        + " made anew from slices now and then; two stacks of slices otherwise";
    }
}
