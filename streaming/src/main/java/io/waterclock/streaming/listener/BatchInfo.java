// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

import io.waterclock.streaming.Time;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A batch, as far as it had got when this was made. Immutable. Times are milliseconds since the epoch, delays milliseconds.
 *
 * @param batchTime its identity, and the end of the time that it covers
 * @param streamIdToInputInfo what each input gave it
 * @param submissionTime when it was made
 * @param processingStartTime when its first output began, if it has
 * @param processingEndTime when its last output was done, if it is
 * @param outputOperationInfos its outputs by their ids, in the order in which they run
 */
public record BatchInfo(
        Time batchTime,
        Map<Integer, StreamInputInfo> streamIdToInputInfo,
        long submissionTime,
        OptionalLong processingStartTime,
        OptionalLong processingEndTime,
        Map<Integer, OutputOperationInfo> outputOperationInfos) {

    /** How long it waited for its turn. */
    public OptionalLong schedulingDelay() {
        return processingStartTime.isPresent()
                ? OptionalLong.of(processingStartTime.getAsLong() - submissionTime)
                : OptionalLong.empty();
    }

    /** How long its outputs took. */
    public OptionalLong processingDelay() {
        return processingStartTime.isPresent() && processingEndTime.isPresent()
                ? OptionalLong.of(processingEndTime.getAsLong() - processingStartTime.getAsLong())
                : OptionalLong.empty();
    }

    /** From when it was made until it was done. */
    public OptionalLong totalDelay() {
        return processingStartTime.isPresent() && processingEndTime.isPresent()
                ? OptionalLong.of(processingEndTime.getAsLong() - submissionTime)
                : OptionalLong.empty();
    }

    /** What all inputs gave it. */
    public long numRecords() {
        long sum = 0;
        for (StreamInputInfo input : streamIdToInputInfo.values()) {
            sum += input.numRecords();
        }
        return sum;
    }
}
