// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a receiver at a moment; for listeners and pages.
 *
 * @param location the worker that it runs on, or ran on last; empty before the first start
 * @param lastErrorMessage empty when there was none
 * @param lastErrorTimeMs since the epoch, −1 when there was none
 * @param restarts how many times it was started again
 * @param malformed how many malformed byte sequences of text were replaced, ever
 */
public record ReceiverStatus(
        int streamId,
        String name,
        ReceiverState state,
        String location,
        String lastErrorMessage,
        @Nullable Throwable lastError,
        long lastErrorTimeMs,
        long restarts,
        long malformed) {}
