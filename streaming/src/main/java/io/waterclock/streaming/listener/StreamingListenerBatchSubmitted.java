// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/** A batch was made, and waits for its turn. */
public record StreamingListenerBatchSubmitted(BatchInfo batchInfo) implements StreamingListenerEvent {}
