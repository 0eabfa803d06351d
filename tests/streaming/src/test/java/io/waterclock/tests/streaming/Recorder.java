// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.listener.StreamingListenerBatchStarted;
import io.waterclock.streaming.listener.StreamingListenerBatchSubmitted;
import io.waterclock.streaming.listener.StreamingListenerOutputOperationCompleted;
import io.waterclock.streaming.listener.StreamingListenerOutputOperationStarted;
import io.waterclock.streaming.listener.StreamingListenerStreamingStarted;
import java.util.List;

/** Writes the events of batches down. */
final class Recorder implements StreamingListener {
    private final List<String> events;

    Recorder(List<String> events) {
        this.events = events;
    }

    @Override
    public void onStreamingStarted(StreamingListenerStreamingStarted e) {
        events.add("streaming started at " + e.time());
    }

    @Override
    public void onBatchSubmitted(StreamingListenerBatchSubmitted e) {
        events.add("submitted " + e.batchInfo().batchTime().milliseconds() + " with "
                + e.batchInfo().numRecords());
    }

    @Override
    public void onBatchStarted(StreamingListenerBatchStarted e) {
        events.add("batch started " + e.batchInfo().schedulingDelay());
    }

    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted e) {
        events.add("completed " + e.batchInfo().processingDelay() + " of "
                + e.batchInfo().totalDelay());
    }

    @Override
    public void onOutputOperationStarted(StreamingListenerOutputOperationStarted e) {
        events.add("output " + e.outputOperationInfo().id() + " started");
    }

    @Override
    public void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted e) {
        events.add("output " + e.outputOperationInfo().id() + " took "
                + e.outputOperationInfo().duration());
    }
}
