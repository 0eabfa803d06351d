// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.Windowed;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.EventTimeDStream;
import io.waterclock.streaming.dstream.WindowedDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Windows of event time: tumbling, sliding, sessions, grouped, updated by late records. That they are right is tested elsewhere; here each
 * batch must give what the one a period before gave, but for the time and the keys, and no value may be lost or come twice.
 */
final class EventTimes extends SoakProgram {
    /** Batches after these repeat those of a period before. */
    private static final int STEADY = 3 * Feed.PERIOD;

    private static final int LATENESS_S = 3;

    private record Event(Long key, long second, int value) {}

    /** An output, and what it gave in the last period. */
    private final class Repeated<T> {
        private final String name;
        private final Function<T, String> relative;
        private final List<@Nullable List<String>> period = new ArrayList<>();
        private @Nullable List<T> seen;

        Repeated(String name, DStream<T> stream, Function<T, String> relative) {
            this.name = name;
            this.relative = relative;
            for (int b = 0; b < Feed.PERIOD; b++) {
                period.add(null);
            }
            stream.foreachRDD(rdd -> seen = rdd.collect());
            outputs.add(this);
        }

        void check() {
            List<T> records = seen;
            if (records == null) {
                throw new AssertionError(name + ": no output in batch " + batch);
            }
            seen = null;
            List<String> now = records.stream().map(relative).sorted().toList();
            List<String> before = period.set(batch % Feed.PERIOD, now);
            if (batch > STEADY && !now.equals(before)) {
                throw new AssertionError(name + " in batch " + batch + " gave " + now
                        + ", relative to the batch, and a period before " + before);
            }
            any |= !now.isEmpty();
        }
    }

    private final Feed feed = new Feed(4);
    private final List<Repeated<?>> outputs = new ArrayList<>();
    private TestInput<Event> input;
    private long startMs;
    private int batch;
    private boolean any;
    /** Of what was fed and has not come out: the sum. */
    private long open;

    private long openBefore = Long.MAX_VALUE;

    @Override
    void describe(StreamingTestKit kit, Path dir) {
        startMs = kit.clock().currentTimeMs();
        input = kit.input(Event.class);
        EventTimeDStream<Long, Integer> events = input.stream()
                .mapToPair(event -> new Tuple2<>(event.key(), event))
                .withEventTime(p -> p._2().second() * 1000, Durations.seconds(LATENESS_S))
                .mapValues(Event::value);
        WindowedDStream<Long, Integer, Integer> tumbling =
                events.tumblingWindow(Durations.seconds(10)).reduceByKey(Integer::sum);
        results("tumbling", tumbling);
        tumbling.foreachRDD(rdd -> rdd.collect().forEach(p -> open -= p._2()));
        new Repeated<>("late", tumbling.lateRecords().toDStream(), p -> relative(p._1()) + "=" + p._2());
        tumbling.lateRecords().foreachRDD(rdd -> rdd.collect().forEach(p -> open -= p._2()));
        results(
                "sliding",
                events.slidingWindow(Durations.seconds(12), Durations.seconds(4))
                        .reduceByKey((a, b) -> Math.max(a, b)));
        results("sessions", events.sessionWindow(Durations.seconds(4)).reduceByKey(Integer::sum));
        results(
                "grouped, with gaps",
                events.slidingWindow(Durations.seconds(2), Durations.seconds(6)).groupByKey());
        results(
                "updated",
                events.tumblingWindow(Durations.seconds(5))
                        .updatingFor(Durations.seconds(20))
                        .reduceByKey(Integer::sum));
    }

    private <V> void results(String name, WindowedDStream<Long, ?, V> stream) {
        new Repeated<Tuple2<Windowed<Long>, V>>(name, stream.toDStream(), p -> {
            Windowed<Long> window = p._1();
            return relative(window.key()) + "@" + second(window.start().milliseconds()) + ".."
                    + second(window.end().milliseconds()) + "=" + p._2();
        });
    }

    private long relative(long key) {
        return key - batch / Feed.PERIOD * Feed.KEYS_OF_A_PERIOD;
    }

    private long second(long milliseconds) {
        return (milliseconds - startMs) / 1000 - batch;
    }

    /** Records that happened up to nine seconds before, and by then late, or two seconds hence. */
    @Override
    void feed(int batch) {
        this.batch = batch;
        List<Event> events = new ArrayList<>();
        for (Tuple2<Long, Integer> record : feed.of(batch)) {
            int jitter = Math.floorMod(record._2() * 5 + batch % Feed.PERIOD, 12) - 9;
            events.add(new Event(record._1(), startMs / 1000 + batch + jitter, record._2()));
            open += record._2();
        }
        input.push(events);
    }

    @Override
    void check(int batch) {
        outputs.forEach(Repeated::check);
        if (batch % Feed.PERIOD == 0) {
            if (batch > STEADY && open != openBefore) {
                throw new AssertionError("What is in open windows sums up to " + open + ", and to " + openBefore
                        + " a period before: results are lost, or came twice");
            }
            if (!any) {
                throw new AssertionError("Nothing came out for a period");
            }
            openBefore = open;
            any = false;
        }
    }
}
