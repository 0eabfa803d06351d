// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.streaming.Time;
import io.waterclock.streaming.listener.ListenerBus;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.listener.StreamingListenerBatchStarted;
import io.waterclock.streaming.listener.StreamingListenerBatchSubmitted;
import io.waterclock.streaming.listener.StreamingListenerOutputOperationCompleted;
import io.waterclock.streaming.listener.StreamingListenerOutputOperationStarted;
import io.waterclock.streaming.listener.StreamingListenerStreamingStarted;

/** Tells what happens to batches; makes nothing when nobody listens. A batch in which no output is due is not told of. */
final class BatchEvents {
    private final ListenerBus bus;

    BatchEvents(ListenerBus bus) {
        this.bus = bus;
    }

    void streamingStarted(Time time) {
        bus.post(new StreamingListenerStreamingStarted(time.milliseconds()));
    }

    void submitted(Batch batch) {
        if (tells(batch)) {
            bus.post(new StreamingListenerBatchSubmitted(batch.info()));
        }
    }

    void started(Batch batch) {
        if (tells(batch)) {
            bus.post(new StreamingListenerBatchStarted(batch.info()));
        }
    }

    void completed(Batch batch) {
        if (tells(batch)) {
            bus.post(new StreamingListenerBatchCompleted(batch.info()));
        }
    }

    void outputStarted(Batch batch, int index) {
        if (tells(batch)) {
            bus.post(new StreamingListenerOutputOperationStarted(batch.outputInfo(index)));
        }
    }

    void outputCompleted(Batch batch, int index) {
        if (tells(batch)) {
            bus.post(new StreamingListenerOutputOperationCompleted(batch.outputInfo(index)));
        }
    }

    private boolean tells(Batch batch) {
        return bus.hasListeners() && batch.isTold();
    }
}
