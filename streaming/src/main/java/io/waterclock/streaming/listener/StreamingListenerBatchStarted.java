// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

/** The first output of a batch is about to run. */
public record StreamingListenerBatchStarted(BatchInfo batchInfo) implements StreamingListenerEvent {}
