// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.WaterclockConf;
import io.waterclock.streaming.Limits;
import io.waterclock.streaming.StreamingKeys;
import io.waterclock.streaming.StreamingKeys.WhenBehind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The settings of a run, concluded once; {@link StreamingKeys} says what each is for.
 *
 * @param batchMs the batch interval
 */
record BatchSettings(
        long batchMs, int maxPendingBatches, WhenBehind whenBehind, int outputRetries, long gracefulStopTimeoutMs) {

    private static final Logger LOG = System.getLogger(BatchSettings.class.getName());

    static BatchSettings from(WaterclockConf conf, long batchMs) {
        int concurrent = conf.get(StreamingKeys.CONCURRENT_JOBS);
        if (concurrent > 1) {
            LOG.log(
                    Level.WARNING,
                    "{0} is {1}, and outputs still run one at a time, so that they and the batches stay in order",
                    StreamingKeys.CONCURRENT_JOBS.name(),
                    Integer.toString(concurrent));
        }
        return new BatchSettings(
                batchMs,
                conf.get(StreamingKeys.MAX_PENDING_BATCHES),
                conf.get(StreamingKeys.WHEN_BEHIND),
                conf.get(StreamingKeys.OUTPUT_RETRIES),
                conf.contains(StreamingKeys.GRACEFUL_STOP_TIMEOUT.name())
                        ? conf.get(StreamingKeys.GRACEFUL_STOP_TIMEOUT)
                        : Math.max(Limits.GRACEFUL_STOP_MIN_MS, batchMs * Limits.GRACEFUL_STOP_INTERVALS));
    }

    /** For how long no batch must have had to wait, until processing is said to keep up. */
    long keepsUpAfterMs() {
        return Math.max(Limits.KEEPS_UP_MIN_MS, batchMs * maxPendingBatches);
    }
}
