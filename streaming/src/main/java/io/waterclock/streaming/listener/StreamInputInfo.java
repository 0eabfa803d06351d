// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

import java.util.Map;
import java.util.Optional;

/**
 * What an input gave a batch.
 *
 * @param inputStreamId of the input, unique in its context
 * @param numRecords how many records
 * @param metadata more about them, such as {@link #METADATA_KEY_DESCRIPTION}
 */
public record StreamInputInfo(int inputStreamId, long numRecords, Map<String, Object> metadata) {

    /** The key of a text for people. */
    public static final String METADATA_KEY_DESCRIPTION = "Description";

    /** @throws IllegalArgumentException when the number of records is negative */
    public StreamInputInfo {
        if (numRecords < 0) {
            throw new IllegalArgumentException(
                    "Input " + inputStreamId + " can't have given " + numRecords + " records");
        }
        metadata = Map.copyOf(metadata);
    }

    public StreamInputInfo(int inputStreamId, long numRecords) {
        this(inputStreamId, numRecords, Map.of());
    }

    public Optional<String> metadataDescription() {
        return Optional.ofNullable(metadata.get(METADATA_KEY_DESCRIPTION)).map(Object::toString);
    }
}
