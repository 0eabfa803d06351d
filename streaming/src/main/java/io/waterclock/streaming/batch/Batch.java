// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.OutputOperation;
import io.waterclock.streaming.listener.BatchInfo;
import io.waterclock.streaming.listener.OutputOperationInfo;
import io.waterclock.streaming.listener.StreamInputInfo;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private List<OutputOperation> operations;
    private @Nullable List<OutputOperation.Due> runs;
    private Map<Integer, StreamInputInfo> inputs;
    private final long submittedMs;
    private final boolean isTold;
    private long[] outputStartMs;
    private long[] outputEndMs;
    private @Nullable String[] failures;
    private long startMs = NOT_YET;
    private final @Nullable WaterclockException failure;
    private long endMs = NOT_YET;

    Batch(Time time, List<OutputOperation> outputs, Map<Integer, StreamInputInfo> inputs, long submittedMs) {
        this(time, outputs, inputs, submittedMs, null);
    }

    /** Stands, in the order of time, for a batch that could not be made. */
    static Batch notMade(Time time, WaterclockException failure) {
        return new Batch(time, List.of(), Map.of(), NOT_YET, failure);
    }

    static WaterclockException couldNotBeMade(Time time, Throwable cause) {
        return new WaterclockException(
                ErrorCode.BATCH_GENERATION_FAILED,
                "The batch " + time + " could not be made, and no later one is: " + reasonOf(cause),
                cause);
    }

    static String reasonOf(Throwable cause) {
        return cause instanceof WaterclockException ? String.valueOf(cause.getMessage()) : cause.toString();
    }

    private Batch(
            Time time,
            List<OutputOperation> outputs,
            Map<Integer, StreamInputInfo> inputs,
            long submittedMs,
            @Nullable WaterclockException failure) {
        this.time = time;
        this.operations = outputs;
        this.inputs = inputs;
        this.submittedMs = submittedMs;
        this.isTold = !outputs.isEmpty();
        this.failure = failure;
        this.outputStartMs = notYet(outputs.size());
        this.outputEndMs = notYet(outputs.size());
        this.failures = new @Nullable String[outputs.size()];
    }

    Time time() {
        return time;
    }

    /** Why it could not be made; null when it was. */
    @Nullable
    WaterclockException failure() {
        return failure;
    }

    /** How many outputs it has, or is going to have. */
    int outputCount() {
        return operations.size();
    }

    /** Whether listeners hear of it: when outputs are due in it, also if none of them turns out to have an RDD. */
    boolean isTold() {
        return isTold;
    }

    /** Whether {@link #generated} was called. */
    boolean isGenerated() {
        return runs != null;
    }

    /** Its RDDs are made, its states are there, and this is what its outputs do. */
    void generated(List<OutputOperation.Due> made) {
        runs = made;
        if (made.size() < operations.size()) { // not all have an RDD in this batch
            operations = made.stream().map(OutputOperation.Due::operation).toList();
            outputStartMs = notYet(made.size());
            outputEndMs = notYet(made.size());
            failures = new @Nullable String[made.size()];
        }
    }

    private static long[] notYet(int count) {
        long[] times = new long[count];
        Arrays.fill(times, NOT_YET);
        return times;
    }

    OutputOperation.Due output(int index) {
        return Objects.requireNonNull(runs, "not generated").get(index);
    }

    void started(long nowMs) {
        startMs = nowMs;
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
        for (int i = 0; i < operations.size(); i++) {
            infos.put(operations.get(i).id(), outputInfo(i));
        }
        return new BatchInfo(
                time,
                Collections.unmodifiableMap(inputs),
                submittedMs,
                optional(startMs),
                optional(endMs),
                Collections.unmodifiableMap(infos));
    }

    OutputOperationInfo outputInfo(int index) {
        OutputOperation operation = operations.get(index);
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
