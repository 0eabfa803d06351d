// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Windows that combine: subtracting, of two stacks, of panes, with gaps, shared, one over the other. */
final class WindowsOfSlices extends SoakProgram {
    private final Feed feed = new Feed(1);
    private TestInput<Tuple2<Long, Integer>> input;

    @Override
    void describe(StreamingTestKit kit, Path dir) {
        input = kit.input();
        PairDStream<Long, Integer> pairs = pairs(input);
        sums("subtracting", pairs, 12, 1);
        sums("subtracting, shared slices", pairs, 12, 4);
        sums("of panes of 3", pairs, 9, 6);
        sums("with gaps", pairs, 3, 5);
        greatest("two stacks", pairs, 10, 1);
        greatest("two stacks of panes of 2", pairs, 6, 4);
        greatest("two stacks with gaps", pairs, 2, 6);
        expect(
                "filtered",
                pairs.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, s(8), s(1), 2, p -> p._2() > 20),
                1,
                b -> Feed.reduced(feed.inWindow(b, 8), Integer::sum).stream()
                        .filter(p -> p._2() > 20)
                        .toList());
        expect(
                "floating point",
                pairs.mapValues(v -> v / 4.0).reduceByKeyAndWindow(Double::sum, (a, b) -> a - b, s(7), s(1)),
                1,
                b -> Feed.reduced(feed.inWindow(b, 7), Integer::sum).stream()
                        .map(p -> new Tuple2<>(p._1(), p._2() / 4.0))
                        .toList());
        expect(
                "counted",
                pairs.countByWindow(s(5), s(1)),
                1,
                b -> List.of((long) feed.inWindow(b, 5).size()));
        expect(
                "counted by value",
                pairs.map(p -> p._2()).countByValueAndWindow(s(6), s(2)),
                2,
                b -> Feed.reduced(
                        feed.inWindow(b, 6).stream()
                                .map(p -> new Tuple2<>(p._2(), 1L))
                                .toList(),
                        Long::sum));
        expect(
                "window over a window",
                pairs.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, s(4), s(2))
                        .reduceByKeyAndWindow((a, b) -> Math.max(a, b), s(6), s(2)),
                2,
                b -> {
                    List<Tuple2<Long, Integer>> all = new ArrayList<>();
                    for (int inner = b - 4; inner <= b; inner += 2) {
                        all.addAll(Feed.reduced(feed.inWindow(inner, 4), Integer::sum));
                    }
                    return Feed.reduced(all, Math::max);
                });
    }

    private void sums(String name, PairDStream<Long, Integer> pairs, int window, int slide) {
        expect(
                name,
                pairs.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, s(window), s(slide)),
                slide,
                b -> Feed.reduced(feed.inWindow(b, window), Integer::sum));
    }

    private void greatest(String name, PairDStream<Long, Integer> pairs, int window, int slide) {
        expect(
                name,
                pairs.reduceByKeyAndWindow((a, b) -> Math.max(a, b), s(window), s(slide)),
                slide,
                b -> Feed.reduced(feed.inWindow(b, window), Math::max));
    }

    @Override
    void feed(int batch) {
        input.push(feed.of(batch));
    }

    private static Duration s(int batches) {
        return Durations.seconds(batches);
    }
}
