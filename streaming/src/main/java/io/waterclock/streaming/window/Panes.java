// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.window;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Panes one behind the other, the first at hand; null is none. */
record Panes(Slice slice, long endMs, @Nullable Panes next) implements Serializable {

    /** The same the other way round. */
    static @Nullable Panes reversed(@Nullable Panes panes) {
        Panes back = null;
        for (Panes at = panes; at != null; at = at.next) {
            back = new Panes(at.slice, at.endMs, back);
        }
        return back;
    }
}
