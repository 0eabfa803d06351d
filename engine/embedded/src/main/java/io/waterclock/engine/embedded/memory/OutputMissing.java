// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

/**
 * The output of a map stage is gone: what stood for it was dropped after planning, or combining it was begun and not
 * finished. The job has to be planned again. Never leaves the engine: the listeners of a task hear its text.
 */
public final class OutputMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutputMissing() {
        super("what the task reads was dropped while its job ran; the job is planned again", null, false, false);
    }
}
