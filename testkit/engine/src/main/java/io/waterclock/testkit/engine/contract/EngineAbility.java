// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

/** What not every engine can do. Without an ability the contract tests what the engine does instead. */
public enum EngineAbility {
    /** A failed task is attempted again, as often as the master URL says. Without: the first failure ends the job. */
    RETRIES_TASKS,
    /** A function with captures that may change is copied for each task. Without: all tasks share it. */
    COPIES_MUTABLE_CAPTURES,
    /** A storage level that isn't of objects keeps bytes, so that each reading gives new objects. Without: the same ones. */
    KEEPS_BYTES
}
