// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import io.waterclock.rdd.Job;
import java.util.List;

/** The one method by which an action reaches an engine. */
@FunctionalInterface
public interface JobRunner {

    /**
     * Runs a job on the caller's thread and maybe others, and returns when it has ended.
     *
     * @return the result of each partition, in the order of {@link Job#partitions()}
     * @throws io.waterclock.WaterclockException the first failure that was not mended by another attempt; when it is
     *     thrown no task of the job is running any more
     */
    <R> List<R> run(Job<R> job);
}
