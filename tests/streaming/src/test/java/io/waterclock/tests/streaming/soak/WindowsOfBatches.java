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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Windows that keep the RDDs of their batches. */
final class WindowsOfBatches extends SoakProgram {
    private final Feed feed = new Feed(2);
    private TestInput<Tuple2<Long, Integer>> input;

    @Override
    void describe(StreamingTestKit kit, Path dir) {
        input = kit.input();
        PairDStream<Long, Integer> pairs = pairs(input);
        expect("overlapping", pairs.window(s(7), s(3)), 3, b -> feed.inWindow(b, 7));
        expect("each batch", pairs.window(s(4)), 1, b -> feed.inWindow(b, 4));
        expect("with gaps", pairs.window(s(2), s(5)), 5, b -> feed.inWindow(b, 2));
        expect("grouped", pairs.groupByKeyAndWindow(s(6), s(2)).mapValues(WindowsOfBatches::sorted), 2, b -> {
            Map<Long, List<Integer>> groups = new HashMap<>();
            feed.inWindow(b, 6)
                    .forEach(p -> groups.computeIfAbsent(p._1(), k -> new ArrayList<>())
                            .add(p._2()));
            groups.values().forEach(values -> values.sort(null));
            return Feed.pairs(groups);
        });
        expect("behind a shuffle", pairs.reduceByKey(Integer::sum).window(s(5), s(1)), 1, b -> {
            List<Tuple2<Long, Integer>> all = new ArrayList<>();
            for (int i = b - 4; i <= b; i++) {
                all.addAll(Feed.reduced(feed.of(i), Integer::sum));
            }
            return all;
        });
    }

    private static List<Integer> sorted(Iterable<Integer> values) {
        List<Integer> sorted = new ArrayList<>();
        values.forEach(sorted::add);
        sorted.sort(null);
        return sorted;
    }

    @Override
    void feed(int batch) {
        input.push(feed.of(batch));
    }

    private static Duration s(int batches) {
        return Durations.seconds(batches);
    }
}
