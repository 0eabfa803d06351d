// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import java.lang.invoke.MethodHandles;

/** Template: the loop over a chunk. Never used itself; {@link Specializer} copies it with {@link #NEXT} bound. */
@SuppressWarnings("NullAway") // a copy is always given its data
final class LoopTemplate extends Loop {
    private static final Object[] DATA = Specializer.data(MethodHandles.lookup());
    private static final Push NEXT = (Push) DATA[0];
    /** Whether the end of the chain ever has enough. */
    private static final boolean STOPS = (Boolean) DATA[1];

    @Override
    int run(Object[] records, int from, int to, Run run) throws Exception {
        int i = from;
        long reached = 0;
        try {
            while (i < to) {
                reached += NEXT.accept(records[i], run);
                i++;
                if (STOPS && run.stop) {
                    break;
                }
            }
            run.count += reached;
            return i;
        } catch (Throwable t) {
            run.record = (long) i - from;
            throw t;
        }
    }
}
