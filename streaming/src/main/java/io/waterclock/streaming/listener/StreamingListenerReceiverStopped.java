// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/** A receiver ended; it may be started again. */
public record StreamingListenerReceiverStopped(ReceiverInfo receiverInfo) implements StreamingListenerEvent {}
