// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.steps.StepContender;
import io.waterclock.benchmarks.steps.StepPeer;
import io.waterclock.benchmarks.streaming.StreamProgram;
import io.waterclock.benchmarks.streaming.StreamingPeer;
import java.util.List;

/** Spark Streaming in local mode. */
public final class SparkStreaming implements StreamingPeer, StepPeer {
    static final String LOCAL_2 = "Spark Streaming 4.1.0 local[2]";

    @Override
    public String name() {
        return "Spark Streaming";
    }

    @Override
    public List<String> jvmOptions() {
        return SparkJvm.options();
    }

    @Override
    public List<StreamProgram> firstBatch() {
        return List.of(new StreamProgram(LOCAL_2, SparkFirstBatch.class.getName(), jvmOptions()));
    }

    @Override
    public List<StreamProgram> socketWordCount() {
        return List.of(new StreamProgram(LOCAL_2, SparkWordCounter.class.getName(), jvmOptions()));
    }

    @Override
    public int shortestIntervalMs() {
        return 20;
    }

    @Override
    public List<StreamProgram> latency() {
        return List.of(new StreamProgram(LOCAL_2, SparkLatency.class.getName(), jvmOptions()));
    }

    @Override
    public List<StepContender> steps() {
        return List.of(new SparkSteps());
    }
}
