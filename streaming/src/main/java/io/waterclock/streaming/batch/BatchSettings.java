// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.WaterclockConf;
import io.waterclock.streaming.Limits;
import io.waterclock.streaming.StreamingKeys;
import io.waterclock.streaming.StreamingKeys.WhenBehind;

/**
 * The settings of a run, concluded once; {@link StreamingKeys} says what each is for.
 *
 * @param batchMs the batch interval
 */
record BatchSettings(
        long batchMs, int maxPendingBatches, WhenBehind whenBehind, int outputRetries, long gracefulStopTimeoutMs) {

    static BatchSettings from(WaterclockConf conf, long batchMs) {
        return new BatchSettings(
                batchMs,
                conf.get(StreamingKeys.MAX_PENDING_BATCHES),
                conf.get(StreamingKeys.WHEN_BEHIND),
                conf.get(StreamingKeys.OUTPUT_RETRIES),
                conf.contains(StreamingKeys.GRACEFUL_STOP_TIMEOUT.name())
                        ? conf.get(StreamingKeys.GRACEFUL_STOP_TIMEOUT)
                        : Math.max(Limits.GRACEFUL_STOP_MIN_MS, batchMs * Limits.GRACEFUL_STOP_INTERVALS));
    }
}
