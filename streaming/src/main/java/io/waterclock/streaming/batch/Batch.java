// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.WaterclockException;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.OutputOperation;
import io.waterclock.streaming.dstream.OutputRun;
import io.waterclock.streaming.listener.BatchInfo;
import io.waterclock.streaming.listener.OutputOperationInfo;
import io.waterclock.streaming.listener.StreamInputInfo;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way: its outputs, and how far they have got. Made by the generator, handed over once, then changed by the
 * scheduler alone.
 */
final class Batch {
    private static final long NOT_YET = -1;

    private final Time time;
    private final List<OutputRun> outputs;
    private Map<Integer, StreamInputInfo> inputs;
    private final long submittedMs;
    private final long[] outputStartMs;
    private final long[] outputEndMs;
    private final @Nullable String[] failures;
    private final @Nullable WaterclockException failure;
    private long endMs = NOT_YET;

    Batch(Time time, List<OutputRun> outputs, Map<Integer, StreamInputInfo> inputs, long submittedMs) {
        this(time, outputs, inputs, submittedMs, null);
    }

    /** Stands, in the order of time, for a batch that could not be made. */
    static Batch notMade(Time time, WaterclockException failure) {
        return new Batch(time, List.of(), Map.of(), NOT_YET, failure);
    }

    private Batch(
            Time time,
            List<OutputRun> outputs,
            Map<Integer, StreamInputInfo> inputs,
            long submittedMs,
            @Nullable WaterclockException failure) {
        this.time = time;
        this.outputs = outputs;
        this.inputs = inputs;
        this.submittedMs = submittedMs;
        this.failure = failure;
        this.outputStartMs = new long[outputs.size()];
        this.outputEndMs = new long[outputs.size()];
        this.failures = new @Nullable String[outputs.size()];
        Arrays.fill(outputStartMs, NOT_YET);
        Arrays.fill(outputEndMs, NOT_YET);
    }

    Time time() {
        return time;
    }

    /** Why it could not be made; null when it was. */
    @Nullable
    WaterclockException failure() {
        return failure;
    }

    int outputCount() {
        return outputs.size();
    }

    OutputRun output(int index) {
        return outputs.get(index);
    }

    void outputStarted(int index, long nowMs) {
        outputStartMs[index] = nowMs;
    }

    void outputEnded(int index, long nowMs, @Nullable String failure) {
        outputEndMs[index] = nowMs;
        failures[index] = failure;
    }

    Map<Integer, StreamInputInfo> inputs() {
        return inputs;
    }

    /**
     * @param counted what the inputs gave it, now that it has been read
     */
    void ended(long nowMs, Map<Integer, StreamInputInfo> counted) {
        endMs = nowMs;
        inputs = counted;
    }

    long totalDelayMs() {
        return endMs - submittedMs;
    }

    long numRecords() {
        long sum = 0;
        for (StreamInputInfo input : inputs.values()) {
            sum += input.numRecords();
        }
        return sum;
    }

    BatchInfo info() {
        Map<Integer, OutputOperationInfo> infos = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            infos.put(outputs.get(i).operation().id(), outputInfo(i));
        }
        long startMs = outputs.isEmpty() ? NOT_YET : outputStartMs[0];
        return new BatchInfo(
                time,
                Collections.unmodifiableMap(inputs),
                submittedMs,
                optional(startMs),
                optional(endMs),
                Collections.unmodifiableMap(infos));
    }

    OutputOperationInfo outputInfo(int index) {
        OutputOperation operation = outputs.get(index).operation();
        return new OutputOperationInfo(
                time,
                operation.id(),
                operation.name(),
                operation.description(),
                optional(outputStartMs[index]),
                optional(outputEndMs[index]),
                Optional.ofNullable(failures[index]));
    }

    private static OptionalLong optional(long ms) {
        return ms == NOT_YET ? OptionalLong.empty() : OptionalLong.of(ms);
    }
}
