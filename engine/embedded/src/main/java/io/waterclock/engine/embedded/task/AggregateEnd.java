// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.function.Function2;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Template and shared form: takes records into a result of another type. */
@SuppressWarnings({"unchecked", "NullAway"})
final class AggregateEnd extends Push {
    private static final @Nullable Object F = Specializer.terminalFunction(MethodHandles.lookup());

    @Override
    long accept(Object record, Run run) throws Exception {
        run.accumulator = ((Function2<Object, Object, Object>) (F == null ? run.terminalFunction : F))
                .call(run.accumulator, record);
        return 1;
    }
}
