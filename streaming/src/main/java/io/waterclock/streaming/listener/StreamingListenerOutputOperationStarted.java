// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/** An output of a batch is about to run. */
public record StreamingListenerOutputOperationStarted(OutputOperationInfo outputOperationInfo)
        implements StreamingListenerEvent {}
