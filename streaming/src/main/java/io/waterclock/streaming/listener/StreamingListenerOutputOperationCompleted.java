// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/** An output of a batch is done, or failed: then it says why. */
public record StreamingListenerOutputOperationCompleted(OutputOperationInfo outputOperationInfo)
        implements StreamingListenerEvent {}
