// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestReceiver;
import java.nio.file.Path;

/** Two receivers, united, and a window over one. */
final class Receivers extends SoakProgram {
    private static final int WINDOW = 5;
    private final Feed feed = new Feed(9);
    private TestReceiver<String> one;
    private TestReceiver<String> other;

    @Override
    void describe(StreamingTestKit kit, Path dir) {
        one = kit.receiver(String.class);
        other = kit.receiver(String.class);
        DStream<String> first = kit.context().receiverStream(one);
        DStream<String> second = kit.context().receiverStream(other);
        expect(
                "both",
                first.union(second),
                1,
                b -> feed.inWindow(b, 2).stream().map(Tuple2::toString).toList());
        expect(
                "a window",
                first.window(Durations.seconds(WINDOW)),
                1,
                b -> feed.inWindow(b, WINDOW).stream().map(Tuple2::toString).toList());
    }

    @Override
    void feed(int batch) {
        feed.of(batch).forEach(record -> one.push(record.toString()));
        other.push(feed.of(batch - 1).stream().map(Tuple2::toString).toList());
    }
}
