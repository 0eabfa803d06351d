// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code updateStateByKey}, as a program sees it. */
class UpdateStateTest {

    @Test
    void everyKnownKey_isUpdatedInEveryBatch_andAnEmptyResultEndsIt() {
        try (StreamingTestKit kit = StreamingTestKit.create()) {
            TestInput<String> words = kit.input(String.class);
            PairDStream<String, Integer> counts = words.stream()
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .updateStateByKey((values, state) -> {
                        int sum = (state.orElse(0)) + values.size();
                        return values.isEmpty() && sum == 1 ? Optional.empty() : Optional.of(sum);
                    });
            TestOutput<Tuple2<String, Integer>> seen = kit.collect(counts);
            words.push("a", "b", "a");
            kit.advance(1);
            words.push("c");
            kit.advance(2);
            assertThat(seen.batch(0)).containsExactlyInAnyOrder(new Tuple2<>("a", 2), new Tuple2<>("b", 1));
            assertThat(seen.batch(1)).containsExactlyInAnyOrder(new Tuple2<>("a", 2), new Tuple2<>("c", 1));
            assertThat(seen.batch(2)).containsExactlyInAnyOrder(new Tuple2<>("a", 2));
        }
    }
}
