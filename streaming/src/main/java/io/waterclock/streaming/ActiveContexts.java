// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The started contexts of this JVM, weakly held. One of the two pieces of global state. */
final class ActiveContexts {
    private static final List<WeakReference<StreamingContext>> STARTED = new ArrayList<>();

    private ActiveContexts() {}

    static void add(StreamingContext context) {
        synchronized (STARTED) {
            STARTED.removeIf(reference -> reference.get() == null);
            STARTED.add(new WeakReference<>(context));
        }
    }

    static void remove(StreamingContext context) {
        synchronized (STARTED) {
            STARTED.removeIf(reference -> reference.get() == null || reference.get() == context);
        }
    }

    /** The one started last. */
    static Optional<StreamingContext> last() {
        synchronized (STARTED) {
            for (int i = STARTED.size() - 1; i >= 0; i--) {
                StreamingContext context = STARTED.get(i).get();
                if (context != null) {
                    return Optional.of(context);
                }
            }
            return Optional.empty();
        }
    }
}
