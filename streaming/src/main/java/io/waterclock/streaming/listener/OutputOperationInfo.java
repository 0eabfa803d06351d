// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

import io.waterclock.streaming.Time;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An output of a batch, as far as it had got when this was made. Times are milliseconds since the epoch.
 *
 * @param id counts the outputs of the program, from 0
 * @param name what the program named it, else the operator and its call site
 * @param description the operator and its call site
 * @param startTime when it began, if it has
 * @param endTime when it was done or failed, if it has
 * @param failureReason why it failed, if it did
 */
public record OutputOperationInfo(
        Time batchTime,
        int id,
        String name,
        String description,
        OptionalLong startTime,
        OptionalLong endTime,
        Optional<String> failureReason) {

    /** How long it took, in milliseconds. */
    public OptionalLong duration() {
        return startTime.isPresent() && endTime.isPresent()
                ? OptionalLong.of(endTime.getAsLong() - startTime.getAsLong())
                : OptionalLong.empty();
    }
}
