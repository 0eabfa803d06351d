// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/**
 * A receiver, as it was when this was made.
 *
 * @param streamId of its input stream, unique in its context
 * @param name its class and that id
 * @param active whether it is receiving
 * @param location the worker that it runs on
 * @param executorId of that worker
 * @param lastErrorMessage empty if there was no error
 * @param lastError the error's stack trace, or empty
 * @param lastErrorTime milliseconds since the epoch, −1 if there was no error
 */
public record ReceiverInfo(
        int streamId,
        String name,
        boolean active,
        String location,
        String executorId,
        String lastErrorMessage,
        String lastError,
        long lastErrorTime) {}
