// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/** A receiver reported an error, or failed. */
public record StreamingListenerReceiverError(ReceiverInfo receiverInfo) implements StreamingListenerEvent {}
