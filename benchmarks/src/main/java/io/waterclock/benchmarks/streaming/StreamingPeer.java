// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import io.waterclock.benchmarks.harness.Peer;
import java.util.List;

/** A peer of the streaming half. Each method answers its programs for a benchmark, none where it has nothing to show. */
public interface StreamingPeer extends Peer {

    List<StreamProgram> firstBatch();

    List<StreamProgram> socketWordCount();

    /** The same program, at the shortest intervals that make sense. */
    int shortestIntervalMs();

    /** Gets rate, seconds and interval in milliseconds as arguments; see {@link io.waterclock.benchmarks.latency.LatencyRun}. */
    List<StreamProgram> latency();
}
