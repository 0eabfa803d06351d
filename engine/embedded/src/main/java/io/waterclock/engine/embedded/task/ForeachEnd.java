// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.function.VoidFunction;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Template and shared form: calls a function for its effect. */
@SuppressWarnings({"unchecked", "NullAway"})
final class ForeachEnd extends Push {
    private static final @Nullable Object F = Specializer.terminalFunction(MethodHandles.lookup());

    @Override
    long accept(Object record, Run run) throws Exception {
        ((VoidFunction<Object>) (F == null ? run.terminalFunction : F)).call(record);
        return 1;
    }
}
