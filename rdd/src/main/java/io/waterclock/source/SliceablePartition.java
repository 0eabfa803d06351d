// SPDX-License-Identifier: Apache-2.0
package io.waterclock.source;

/**
 * A partition that can be opened anywhere, so that an engine may let several threads work on it where nobody can see that:
 * the partition, its index and the ordinals of its records stay what they are.
 */
public interface SliceablePartition<T> extends SourcePartition<T> {

    /** How many records there are, exactly. */
    long records();

    /**
     * Opens the records from {@code from} up to {@code to}. Several slices may be open at once, on different threads.
     *
     * @param to at most {@link #records()}
     */
    ChunkReader open(long from, long to) throws Exception;

    @Override
    default ChunkReader open() throws Exception {
        return open(0, records());
    }

    @Override
    default long estimatedRecords() {
        return records();
    }
}
