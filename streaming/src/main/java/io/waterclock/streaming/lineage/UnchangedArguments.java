// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.lineage;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.function.Copies;
import io.waterclock.function.Function2;
import io.waterclock.function.Immutables;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A function that combines two values, watched: a call that changes one of them fails. For tests; what is passed to such a function may be
 * in use elsewhere, as a slice of a window is by each window that it is in.
 *
 * <p>A change is seen in the serialized form, unless the value equals what it was all the same; of what can't be serialized, in its text.
 *
 * @param <T> the type of the values
 */
public final class UnchangedArguments<T> implements Function2<T, T, T> {
    private static final long serialVersionUID = 1L;
    private static final int MOST_TEXT = 200;

    private final String operator;
    private final Function2<T, T, T> function;

    /** @param operator whose function it is, and where that was called */
    public UnchangedArguments(String operator, Function2<T, T, T> function) {
        this.operator = operator;
        this.function = function;
    }

    /** A value as it was: its bytes, or else its text; nothing of one that can't change. */
    private record Image(byte @Nullable [] bytes, @Nullable String text) {

        static Image of(@Nullable Object value) {
            if (value == null || Immutables.isKnownImmutable(value)) {
                return new Image(null, null);
            }
            byte[] bytes = value instanceof Serializable ? serialized(value) : null;
            return bytes != null ? new Image(bytes, null) : new Image(null, textOf(value));
        }

        /** What the value was, as text; null when it is still that. */
        @Nullable
        String before(@Nullable Object value) {
            if (bytes == null) {
                return text == null || value == null || text.equals(textOf(value)) ? null : text;
            }
            if (value == null || Arrays.equals(bytes, serialized(value))) {
                return null;
            }
            try {
                Object was = Copies.deserialize(bytes, value);
                return was.equals(value) ? null : textOf(was);
            } catch (IOException | ClassNotFoundException e) {
                return "something else";
            }
        }
    }

    @Override
    public T call(T first, T second) throws Exception {
        Image firstBefore = Image.of(first);
        Image secondBefore = Image.of(second);
        T result = function.call(first, second);
        require("first", firstBefore, first);
        require("second", secondBefore, second);
        return result;
    }

    private void require(String which, Image image, @Nullable Object value) {
        String before = image.before(value);
        if (before != null) {
            throw new WaterclockException(
                    ErrorCode.ARGUMENT_CHANGED,
                    "The function of " + operator + " has changed its " + which + " argument, which was "
                            + shortened(before) + " and is " + shortened(textOf(value))
                            + " now. Others may hold the same object, such as another window that the value is in. Let the function"
                            + " return a new value and leave both arguments as they are; where a value is to grow in place, use"
                            + " combineByKey, whose merging functions may change their first argument");
        }
    }

    private static byte @Nullable [] serialized(Object value) {
        try {
            return Copies.serialize(value);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static String textOf(@Nullable Object value) {
        String text = Arrays.deepToString(new @Nullable Object[] {value});
        return text.substring(1, text.length() - 1);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
    }

    /** As functions are, by the identity of the function that is watched: so windows that share one share their work. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnchangedArguments<?> that && that.function == function;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(function);
    }
}
