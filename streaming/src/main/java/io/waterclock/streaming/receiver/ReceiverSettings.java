// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.WaterclockConf;

/**
 * The settings of a context's receivers, concluded once; {@link ReceiverKeys} says what each is for.
 *
 * @param maxRestarts −1 for no limit
 * @param threadless whether nothing runs by itself: {@link ReceiverTracker#superviseOnce} is called by hand
 */
public record ReceiverSettings(
        long restartDelayMs,
        long maxRestartDelayMs,
        int maxFailures,
        int maxRestarts,
        long stopTimeoutMs,
        long maxBufferedBytes,
        long maxBufferedRecords,
        long maxLineBytes,
        boolean threadless) {

    /**
     * @throws io.waterclock.WaterclockException with code BAD_CONFIGURATION
     */
    public static ReceiverSettings from(WaterclockConf conf) {
        return new ReceiverSettings(
                conf.get(ReceiverKeys.RESTART_DELAY),
                conf.get(ReceiverKeys.MAX_RESTART_DELAY),
                conf.get(ReceiverKeys.MAX_FAILURES),
                conf.get(ReceiverKeys.MAX_RESTARTS),
                conf.get(ReceiverKeys.STOP_TIMEOUT),
                conf.contains(ReceiverKeys.MAX_BUFFERED_BYTES.name())
                        ? conf.get(ReceiverKeys.MAX_BUFFERED_BYTES)
                        : Math.max(64 * 1024, Runtime.getRuntime().maxMemory() / 5 * 2),
                conf.get(ReceiverKeys.MAX_BUFFERED_RECORDS),
                conf.get(ReceiverKeys.MAX_LINE_BYTES),
                false);
    }

    /** The same, for a test kit that turns the loops by hand. */
    public ReceiverSettings withoutThreads() {
        return new ReceiverSettings(
                restartDelayMs,
                maxRestartDelayMs,
                maxFailures,
                maxRestarts,
                stopTimeoutMs,
                maxBufferedBytes,
                maxBufferedRecords,
                maxLineBytes,
                true);
    }
}
