// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Durations;
import io.waterclock.testkit.StreamingTestKit;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** RDDs that the program puts into queues. */
final class Queues extends SoakProgram {
    private final Feed feed = new Feed(8);
    private final Queue<RDD<Tuple2<Long, Integer>>> single = new ArrayDeque<>();
    private final Queue<RDD<Tuple2<Long, Integer>>> several = new ArrayDeque<>();
    private WaterclockContext wc;

    @Override
    void describe(StreamingTestKit kit, Path dir) {
        wc = kit.waterclockContext();
        expect("one at a time", kit.context().queueStream(single), 1, feed::of);
        expect("all at once", kit.context().queueStream(several, false), 1, b -> {
            List<Tuple2<Long, Integer>> twice = new ArrayList<>();
            if (b % 2 == 0) {
                twice.addAll(feed.of(b));
                twice.addAll(feed.of(b));
            }
            return twice;
        });
        expect(
                "a window with a default",
                kit.context()
                        .queueStream(new ArrayDeque<>(), true, wc.parallelize(List.of(1, 2), 1))
                        .countByWindow(Durations.seconds(4), Durations.seconds(2)),
                2,
                b -> List.of(2L * Math.min(b, 4)));
    }

    @Override
    void feed(int batch) {
        single.add(wc.parallelize(feed.of(batch), 2));
        if (batch % 2 == 0) {
            several.add(wc.parallelize(feed.of(batch), 2));
            several.add(wc.parallelize(feed.of(batch), 1));
        }
    }
}
