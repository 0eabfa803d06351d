// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.spi;

import io.waterclock.rdd.RDD;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.source.ReplayableInputDStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source that keeps numbers until it is told that they are done, and gives any stretch of them. */
final class Log {
    private final List<Integer> records = new ArrayList<>();
    private int letGo;

    /** From a number, included, to another, excluded. */
    record Range(int from, int to) {}

    void add(List<Integer> more) {
        records.addAll(more);
    }

    int end() {
        return records.size();
    }

    List<Integer> read(int from, int to) {
        if (from < Math.min(letGo, to)) {
            throw new IllegalStateException("from " + from + " on: the log has let go of what is before " + letGo);
        }
        return List.copyOf(records.subList(from, to));
    }

    void letGo(int upTo) {
        letGo = Math.max(letGo, upTo);
    }

    int letGo() {
        return letGo;
    }

    /** The stream of a log, as its author would write it. */
    static class Input extends ReplayableInputDStream<Integer, Range> {
        final Log log;
        final List<String> calls = new ArrayList<>();

        Input(StreamingContext context, Log log) {
            super(context, Range.class);
            this.log = log;
        }

        Input(DStreamGraph graph, Log log) {
            super(graph, "logStream", Range.class);
            this.log = log;
        }

        @Override
        protected void onStart() {
            calls.add("start");
        }

        @Override
        protected void onStop() {
            calls.add("stop");
        }

        @Override
        protected Range positionOf(Time batch, @Nullable Range previous) {
            calls.add("position after " + (previous == null ? "nothing" : previous.to()));
            return new Range(previous == null ? 0 : previous.to(), log.end());
        }

        @Override
        protected RDD<Integer> replay(Time batch, Range position) {
            return context().waterclockContext().parallelize(log.read(position.from(), position.to()), 2);
        }

        @Override
        protected void restored(Time batch, Range position) {
            calls.add("restored " + position.to());
        }

        @Override
        protected void done(Time batch, Range position) {
            calls.add("done " + position.to());
            log.letGo(position.to());
        }
    }
}
