// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The records of a partition, computed one by one as they are asked for. A record may be null. {@link #hasNext} computes
 * the next record and nothing beyond it.
 */
@SuppressWarnings("NullAway") // records are untyped and may be null
abstract class Records implements Iterator<Object> {
    /** What {@link #advance} answers when there is none any more. */
    static final Object END = new Object();

    private Object next;
    private boolean ready;
    private boolean ended;

    /** The next record, or {@link #END}; not called again after that. */
    abstract Object advance();

    /**
     * The ordinal of the record that was last taken from the source, shuffle or kept partition below; negative where a
     * function that sees the whole partition stands between.
     */
    abstract long ordinal();

    @Override
    public final boolean hasNext() {
        if (!ready && !ended) {
            next = advance();
            ended = next == END;
            ready = !ended;
        }
        return ready;
    }

    @Override
    public final Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Object record = next;
        next = null;
        ready = false;
        return record;
    }
}
