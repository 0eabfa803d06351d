// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/** Something that happened to a context, told to its listeners. */
public sealed interface StreamingListenerEvent
        permits StreamingListenerStreamingStarted,
                StreamingListenerReceiverStarted,
                StreamingListenerReceiverError,
                StreamingListenerReceiverStopped,
                StreamingListenerBatchSubmitted,
                StreamingListenerBatchStarted,
                StreamingListenerBatchCompleted,
                StreamingListenerOutputOperationStarted,
                StreamingListenerOutputOperationCompleted {}
