// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import java.io.IOException;
import java.util.List;

/**
 * Does a {@link StepCase} in a JVM of its own, a batch at a time. Called by one thread: {@link #begin}, then {@link #offer} and
 * {@link #turn} for each batch, {@link #close}. Making one costs nothing.
 */
public interface StepContender extends AutoCloseable {

    String name();

    void begin(StepCase work, StepOutput output) throws Exception;

    /** The records of the next batch. Not timed. */
    void offer(List<Integer> records);

    /** Makes the batch and does it, tells the output its checksum as soon as it is known, and comes to rest. Timed until the output is told. */
    void turn() throws Exception;

    @Override
    void close() throws IOException;
}
