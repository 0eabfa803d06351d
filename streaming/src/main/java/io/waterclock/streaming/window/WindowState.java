// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import io.waterclock.streaming.state.Kept;
import java.io.Serializable;
import java.util.Iterator;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a partition's window came to, and the panes that it is made of. Never changes: each pane makes a new one, which shares most with the last. */
interface WindowState extends Serializable {

    /**
     * The window one pane later.
     *
     * @param slice what came in the pane
     * @param endMs the time of the pane's last batch
     */
    WindowState slide(Slice slice, long endMs, WindowRule rule);

    /**
     * One record for each key that any of the panes has.
     *
     * @param toRecord gets the key, and the value as {@link Kept}; null for no record
     */
    <R> Iterator<R> aggregates(WindowRule rule, BiFunction<Object, Object, @Nullable R> toRecord);
}
