// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

/**
 * What a program shares with its tasks as a variable, and not as a value: accumulators and broadcasts. When a function that
 * holds one is copied for a task, the variable isn't copied with it.
 */
public interface SharedVariable {

    /** Whether tasks that run at once may use this very object, each for itself. If not, a function that holds it is copied. */
    boolean isSafeInTasks();

    /** What stands for it in a function that is copied for the current thread's task. */
    SharedVariable inTask();
}
