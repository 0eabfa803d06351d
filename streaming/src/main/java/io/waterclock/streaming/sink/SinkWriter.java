// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.sink;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import org.jspecify.annotations.Nullable;

/** An output's use of its sink: in which order it is called, and what is said when a call fails. For the stream graph. */
public final class SinkWriter<T> {
    private final Operator output;
    private final Sink<T> sink;

    /** Set when the program starts, before any batch. */
    private String name = "";

    public SinkWriter(Operator output, Sink<T> sink) {
        this.output = output;
        this.sink = sink;
    }

    /** By which the sink knows the output; given once. */
    public void open(String stableName) {
        name = stableName;
        calling("begin", null, () -> sink.open(stableName));
    }

    /** Does a batch; can be called again when it failed. */
    public void write(Time time, RDD<T> rdd) {
        SinkBatch batch = new SinkBatch(name, time);
        try {
            calling("prepare", batch, () -> sink.prepare(batch, rdd));
        } catch (Throwable e) {
            abort(batch, e);
            throw e;
        }
        calling("commit", batch, () -> sink.commit(batch));
    }

    private void abort(SinkBatch batch, Throwable failure) {
        try {
            calling("clean up after", batch, () -> sink.abort(batch));
        } catch (WaterclockException e) {
            failure.addSuppressed(e);
        }
    }

    public void close() {
        calling("end", null, sink::close);
    }

    @FunctionalInterface
    private interface Call {
        void run() throws Exception;
    }

    private void calling(String what, @Nullable SinkBatch batch, Call call) {
        try {
            call.run();
        } catch (Exception e) {
            boolean isOurs = e instanceof WaterclockException;
            throw new WaterclockException(
                    isOurs ? ((WaterclockException) e).code() : ErrorCode.OUTPUT_FAILED,
                    "The sink \"" + name + "\" (" + output + ") could not " + what
                            + (batch == null ? "" : " the batch " + batch.time()) + ": "
                            + (isOurs ? e.getMessage() : e.toString()),
                    e);
        }
    }
}
