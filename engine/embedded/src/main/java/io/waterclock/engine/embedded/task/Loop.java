// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/** Runs the records of a chunk through the first {@link Push} of a chain. */
abstract class Loop {

    /**
     * Takes {@code records[from..to)}, or fewer when {@link Run#stop} is set on the way.
     *
     * @return the index after the last record taken
     */
    abstract int run(Object[] records, int from, int to, Run run) throws Exception;
}
