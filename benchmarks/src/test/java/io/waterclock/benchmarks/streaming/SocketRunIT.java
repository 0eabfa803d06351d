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
    /** Of a receiver that never has all: how long it may go on when nothing more is sent. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    private static Outcome run(Class<?> receiver, int seconds, Duration patience) throws Exception {
        SocketLoad load = new SocketLoad(seconds, List.of(RATE), "128m", 100, 200, "");
        return new SocketRun(new StreamProgram("tested", receiver.getName(), List.of()), load, RATE, patience).run();
    }

    private static void countsAll(Class<?> receiver) throws Exception {
        Outcome outcome = run(receiver, 1, SocketRun.PATIENCE);
        assertThat(outcome.problem()).isEmpty();
        // no more than are due in a second, and a chunk; a machine that is busy sends fewer
        assertThat(outcome.sentLines()).isBetween(1L, RATE + RATE / 100L);
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
        Outcome outcome = run(LosingCounter.OfALine.class, 1, SHORT);
        long words = outcome.sentLines() * 10;
        assertThat(outcome.problem()).contains("counted " + (words - 10) + " of " + words + " words");
        assertThat(outcome.linesPerSecond()).isNaN();
    }

    @Test
    void wordTakenForAnother_isFound() throws Exception {
        Outcome outcome = run(LosingCounter.OfAWord.class, 1, SocketRun.PATIENCE);
        assertThat(outcome.problem())
                .contains("counted all " + outcome.sentLines() * 10 + " words, but not each as often as it was sent");
    }

    @Test
    void receiverThatDies_isToldSo() throws Exception {
        // the sender ends with it, however long it takes to die
        assertThat(run(LosingCounter.OfItsLife.class, 60, SHORT).problem()).contains("it ended while lines were sent");
    }

    @Test
    void receiverThatNeverConnects_isToldSo() throws Exception {
        assertThat(run(PrintLine.class, 1, SHORT).problem()).contains("it never connected");
    }
}
