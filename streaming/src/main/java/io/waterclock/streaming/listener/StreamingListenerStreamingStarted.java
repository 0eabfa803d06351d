// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/**
 * The context began.
 *
 * @param time milliseconds since the epoch
 */
public record StreamingListenerStreamingStarted(long time) implements StreamingListenerEvent {}
