// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** A text that shows how streams are made: each with what it is made of below it, and how its windows and states are kept. */
final class Explanation {
    private final StringBuilder text = new StringBuilder();
    private final Set<AbstractDStream<?, ?, ?>> shown = Collections.newSetFromMap(new IdentityHashMap<>());

    void add(OutputOperation output) {
        text.append(output);
        if (output.sink() != null) {
            text.append(", to a sink as \"").append(output.sinkName()).append('"');
        }
        text.append('\n');
        add(output.stream(), 1);
    }

    void add(AbstractDStream<?, ?, ?> stream) {
        add(stream, 0);
    }

    private void add(AbstractDStream<?, ?, ?> stream, int depth) {
        boolean isNew = shown.add(stream);
        line(stream, depth, isNew);
        if (isNew) {
            stream.parents().forEach(parent -> add(parent, depth + 1));
        }
    }

    private void line(AbstractDStream<?, ?, ?> stream, int depth, boolean isNew) {
        text.append("  ".repeat(depth));
        String how = stream.explanation();
        text.append(how.isEmpty() ? stream.toString() : how);
        text.append(", every ").append(stream.slideMs()).append(" ms");
        if (!isNew) {
            text.append(" (as above)");
        }
        text.append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
