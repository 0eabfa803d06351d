// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/** One operator that makes at most one record of one, as a loop calls it. Stateless. */
abstract class Step {

    /** Whether a filter lets the record pass. */
    abstract boolean test(Object record, Run run) throws Exception;

    /** What any other operator makes of the record. */
    abstract Object apply(Object record, Run run) throws Exception;
}
