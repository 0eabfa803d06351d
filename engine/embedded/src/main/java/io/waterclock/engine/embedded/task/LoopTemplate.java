// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import java.lang.invoke.MethodHandles;

/** Template: the loop over a chunk. Never used itself; {@link Specializer} copies it with {@link #NEXT} bound. */
final class LoopTemplate extends Loop {
    private static final Push NEXT = (Push) Specializer.data(MethodHandles.lookup())[0];

    @Override
    int run(Object[] records, int from, int to, Run run) throws Exception {
        int i = from;
        try {
            while (i < to) {
                NEXT.accept(records[i], run);
                i++;
                if (run.stop) {
                    break;
                }
            }
            return i;
        } catch (Throwable t) {
            run.record = i - from;
            throw t;
        }
    }
}
