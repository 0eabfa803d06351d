// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Some objects in the order in which they were added, none of them kept alive by it. Safe for any thread. */
final class WeakRegistry<T> {
    private final List<WeakReference<T>> references = new ArrayList<>();

    synchronized void add(T one) {
        references.removeIf(reference -> reference.get() == null);
        references.add(new WeakReference<>(one));
    }

    synchronized void remove(T one) {
        references.removeIf(reference -> reference.get() == null || reference.get() == one);
    }

    /** The one added last of those that are left. */
    synchronized Optional<T> last() {
        for (int i = references.size() - 1; i >= 0; i--) {
            T one = references.get(i).get();
            if (one != null) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
