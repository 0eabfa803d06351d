// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/** A receiver began to receive. */
public record StreamingListenerReceiverStarted(ReceiverInfo receiverInfo) implements StreamingListenerEvent {}
