// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import org.jspecify.annotations.Nullable;

/**
 * The output of a map stage is gone: what stood for it was dropped after planning, or combining it was begun and not
 * finished. The job has to be planned again. Never leaves the engine: the listeners of a task hear its text.
 */
public final class OutputMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The last one of each thread, in case that a function keeps it for itself. */
    private static final ThreadLocal<@Nullable OutputMissing> LAST = new ThreadLocal<>();

    public OutputMissing() {
        super("what the task reads was dropped while its job ran; the job is planned again", null, false, false);
        LAST.set(this);
    }

    /** The last one that this thread has made since this was called; null if it has made none. */
    public static @Nullable OutputMissing takeLast() {
        OutputMissing last = LAST.get();
        if (last != null) {
            LAST.remove();
        }
        return last;
    }
}
