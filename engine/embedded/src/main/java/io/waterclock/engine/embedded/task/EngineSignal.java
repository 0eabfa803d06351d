// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/**
 * Something that the engine tells itself through the user's code on the stack: no operator is at fault. Never leaves the
 * engine.
 */
public abstract class EngineSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected EngineSignal() {
        super(null, null, false, false);
    }
}
