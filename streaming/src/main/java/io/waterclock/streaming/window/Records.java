// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Several iterators one after the other, without the nulls. */
final class Records<R> implements Iterator<R> {
    private final Iterator<Iterator<R>> parts;
    private @Nullable Iterator<R> part;
    private @Nullable R next;

    private Records(List<Iterator<R>> parts) {
        this.parts = parts.iterator();
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <R> Iterator<R> without(Iterator<R>... nulls) {
        return new Records<>(List.of(nulls));
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            if (part != null && part.hasNext()) {
                next = part.next();
            } else if (parts.hasNext()) {
                part = parts.next();
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public R next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        R record = next;
        next = null;
        return record;
    }
}
