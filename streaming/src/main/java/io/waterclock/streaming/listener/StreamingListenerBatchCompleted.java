// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/** All outputs of a batch are done. There is no such event for a batch that failed. */
public record StreamingListenerBatchCompleted(BatchInfo batchInfo) implements StreamingListenerEvent {}
