// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.benchmarks.streaming.SocketRun.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real senders and receivers, each in its process, for a second. */
class SocketRunIT {
    private static final int RATE = 5_000;
    private static final SocketLoad LOAD = new SocketLoad(1, List.of(RATE), "128m", 100, 200, "");

    private static Outcome run(Class<?> receiver) throws Exception {
        return new SocketRun(
                        new StreamProgram("tested", receiver.getName(), List.of()), LOAD, RATE, Duration.ofSeconds(5))
                .run();
    }

    private static void countsAll(Class<?> receiver) throws Exception {
        Outcome outcome = run(receiver);
        assertThat(outcome.problem()).isEmpty();
        assertThat(outcome.sentLines()).isBetween(RATE / 2L, 2L * RATE);
        assertThat(outcome.linesPerSecond()).isPositive();
        assertThat(outcome.heapPeakBytes()).isPositive();
    }

    @Test
    void ourProgram_countsEveryWord() throws Exception {
        countsAll(OurWordCounter.class);
    }

    @Test
    void handWrittenProgram_countsEveryWord() throws Exception {
        countsAll(HandWordCounter.class);
    }

    @Test
    void lostLine_isFound() throws Exception {
        Outcome outcome = run(LosingCounter.OfALine.class);
        long words = outcome.sentLines() * 10;
        assertThat(outcome.problem()).contains("counted " + (words - 10) + " of " + words + " words");
        assertThat(outcome.linesPerSecond()).isNaN();
    }

    @Test
    void wordTakenForAnother_isFound() throws Exception {
        Outcome outcome = run(LosingCounter.OfAWord.class);
        assertThat(outcome.problem())
                .contains("counted all " + outcome.sentLines() * 10 + " words, but not each as often as it was sent");
    }

    @Test
    void receiverThatDies_isToldSo() throws Exception {
        assertThat(run(LosingCounter.OfItsLife.class).problem()).contains("it ended while lines were sent");
    }

    @Test
    void receiverThatNeverConnects_isToldSo() throws Exception {
        assertThat(run(PrintLine.class).problem()).contains("it never connected");
    }
}
