// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/** Template and shared form: keeps the records in an array, and stops when there are as many as asked for. */
@SuppressWarnings({"unchecked", "NullAway"})
final class BufferEnd extends Push {

    @Override
    long accept(Object record, Run run) throws Exception {
        Object[] out = run.out;
        int size = run.size;
        if (size == out.length) {
            out = Pipeline.grow(out, size + 1);
            run.out = out;
        }
        out[size] = record;
        run.size = size + 1;
        if (size + 1 >= run.limit) {
            run.stop = true;
        }
        return 1;
    }
}
