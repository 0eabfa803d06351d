// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.streaming.Time;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.listener.StreamingListenerBatchSubmitted;
import java.util.List;
import java.util.TreeSet;

/** Which batches with an output were made and are not done. */
final class PendingBatches implements StreamingListener {
    private final TreeSet<Long> pending = new TreeSet<>();

    @Override
    public synchronized void onBatchSubmitted(StreamingListenerBatchSubmitted e) {
        pending.add(e.batchInfo().batchTime().milliseconds());
    }

    @Override
    public synchronized void onBatchCompleted(StreamingListenerBatchCompleted e) {
        pending.remove(e.batchInfo().batchTime().milliseconds());
    }

    synchronized List<Time> times() {
        return pending.stream().map(Time::new).toList();
    }
}
