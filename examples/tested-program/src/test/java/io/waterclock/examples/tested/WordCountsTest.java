// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples.tested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import io.waterclock.testkit.junit.StreamingTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@StreamingTest(batchMs = 5_000)
class WordCountsTest {
    private TestInput<String> lines;

    @BeforeEach
    void describe(StreamingTestKit kit) {
        lines = kit.input(String.class);
    }

    @Test
    void words_areWhatLettersMake(StreamingTestKit kit) {
        TestOutput<String> words = kit.collect(WordCounts.words(lines.stream()));
        lines.push("To be, or not to be:", "", " that's it");
        kit.advance(1);
        assertThat(words.last()).containsExactly("to", "be", "or", "not", "to", "be", "that", "s", "it");
    }

    @Test
    void recentWords_leaveWhenTheWindowHasPassed(StreamingTestKit kit) {
        TestOutput<Tuple2<String, Integer>> recent = kit.collect(WordCounts.recent(lines.stream()));
        lines.push("to be");
        kit.advance(1);
        lines.push("or not to be");
        kit.advance(1);
        assertThat(recent.last())
                .containsExactlyInAnyOrder(
                        new Tuple2<>("to", 2), new Tuple2<>("be", 2), new Tuple2<>("or", 1), new Tuple2<>("not", 1));
        kit.advance(6);
        assertThat(recent.last()).isEmpty();
        assertThat(recent.batches()).as("one every ten seconds").hasSize(4);
    }

    @Test
    void wordsEver_addUp(StreamingTestKit kit) {
        PairDStream<String, Long> ever = WordCounts.ever(lines.stream());
        kit.collect(ever);
        lines.push("to be", "or not");
        kit.advance(1);
        lines.push("to be");
        kit.advance(10);
        assertThat(kit.state(ever)).isEqualTo(Map.of("to", 2L, "be", 2L, "or", 1L, "not", 1L));
    }

    @Test
    void outputThatFails_stopsTheProgram(StreamingTestKit kit) {
        kit.collect(WordCounts.recent(lines.stream())).failIn(1);
        kit.advance(3);
        assertThatThrownBy(() -> kit.advance(1)).hasMessageContaining("and no later batch is run");
    }
}
