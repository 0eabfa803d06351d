// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/**
 * Is told what happens to a streaming context. Override what you need.
 *
 * <p>All methods are called on one thread of the context's, one call at a time, in the order in which things happened:
 * for a batch submitted, started, each output started and completed, completed. Calls come a little later than the events. A
 * call may take its time, but a listener that stays far behind holds the batches up (no event is ever dropped). What it throws is logged; the
 * other listeners and later events are not affected.
 *
 * <p>A listener can't stop its context: that would wait for the listener. Let another thread do it.
 */
public interface StreamingListener {

    default void onStreamingStarted(StreamingListenerStreamingStarted streamingStarted) {}

    default void onReceiverStarted(StreamingListenerReceiverStarted receiverStarted) {}

    default void onReceiverError(StreamingListenerReceiverError receiverError) {}

    default void onReceiverStopped(StreamingListenerReceiverStopped receiverStopped) {}

    default void onBatchSubmitted(StreamingListenerBatchSubmitted batchSubmitted) {}

    default void onBatchStarted(StreamingListenerBatchStarted batchStarted) {}

    default void onBatchCompleted(StreamingListenerBatchCompleted batchCompleted) {}

    default void onOutputOperationStarted(StreamingListenerOutputOperationStarted outputOperationStarted) {}

    default void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted outputOperationCompleted) {}
}
