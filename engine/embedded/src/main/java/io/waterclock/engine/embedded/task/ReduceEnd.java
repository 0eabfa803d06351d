// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.function.Function2;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Template and shared form: makes one record of all. */
@SuppressWarnings({"unchecked", "NullAway"})
final class ReduceEnd extends Push {
    private static final @Nullable Object F = Specializer.terminalFunction(MethodHandles.lookup());

    @Override
    long accept(Object record, Run run) throws Exception {
        if (run.some) {
            run.accumulator = ((Function2<Object, Object, Object>) (F == null ? run.terminalFunction : F))
                    .call(run.accumulator, record);
        } else {
            run.accumulator = record;
            run.some = true;
        }
        return 1;
    }
}
