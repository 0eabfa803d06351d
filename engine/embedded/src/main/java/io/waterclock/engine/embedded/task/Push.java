// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/**
 * Takes one record and passes what becomes of it on. Stateless: everything that changes is in the {@link Run}, so that
 * one object serves every task of a stage.
 *
 * <p>What it throws comes from a user's function; {@link Run#failed} has been told which operator it was.
 */
abstract class Push {
    /**
     * Takes a record.
     *
     * @return how many records reached the end of the chain; returned, not counted in the run, so that a loop keeps the
     *     sum in a register
     */
    abstract long accept(Object record, Run run) throws Exception;

    /** Goes on with an iterator that was left when {@link Run#stop} was set. Only a flatMap has one. */
    long resume(Run run) throws Exception {
        throw new IllegalStateException("nothing to resume in " + this);
    }
}
