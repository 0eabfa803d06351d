// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

/** Whether reading all of a node meets a function that fails for good. */
enum Fate {
    FINE,
    /** It does, if that function has such a record, on every engine. */
    DOOMED,
    /** It may, depending on what an engine reads though nobody needs it. */
    UNCERTAIN
}
