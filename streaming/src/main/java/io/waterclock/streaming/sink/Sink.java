// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.sink;

import io.waterclock.rdd.RDD;

/**
 * Where an output writes, so that each batch is there once, whatever is repeated. The place to begin for one's own; {@code DStream.writeTo} takes it.
 *
 * <p>A batch is written in two steps. {@link #prepare} does the work, and nobody sees anything of it; {@link #commit} makes it visible as a whole. Both may be
 * repeated with the same {@link SinkBatch}: in a retry, and by another process that goes on where one has died, at any point. So a sink keeps what it has
 * committed outside, where it keeps the records, and in the same step if it can: in one transaction with them, or by a rename.
 *
 * <p>Calls come one at a time, on the driver: {@link #open} once, when the context starts, before any input; then for each batch in which the stream has an RDD, in the order of
 * time, prepare, and commit when it has returned; {@link #abort} when it has thrown; {@link #close} once, at the end of the run, if open has returned. Prepare may run jobs and take
 * as long as the batch may; the others should be short. Only what prepare gives to operators of the RDD is called in tasks. An exception
 * from prepare or commit fails the output: it is retried as often as the setting says, both steps, then the context stops.
 *
 * <p>{@code SinkContract} of the test kit has what is asked here as tests.
 *
 * @param <T> the type of the records
 */
public interface Sink<T> {

    /**
     * Begins. What an earlier run prepared under this name and didn't commit can be removed: a batch that is done again is prepared again.
     *
     * @param name that batches will have
     */
    default void open(String name) throws Exception {}

    /**
     * Writes the records of a batch, so that they outlive the process, and nobody sees them. What an earlier prepare of the same batch left is replaced; if the batch is
     * committed already it stays as it is, and this needs to do nothing.
     *
     * @param rdd may have no partitions
     */
    void prepare(SinkBatch batch, RDD<T> rdd) throws Exception;

    /**
     * Makes what was prepared visible, at once or not at all. Does nothing if the batch is committed already; also when later ones are. After it has thrown, either may be
     * the case, and the batch is prepared and committed again.
     */
    void commit(SinkBatch batch) throws Exception;

    /** A prepare has failed: what it left won't be committed. Does nothing to a batch that is committed. */
    default void abort(SinkBatch batch) throws Exception {}

    /** Ends. What was committed is safe without it, since a process may die. */
    default void close() throws Exception {}
}
