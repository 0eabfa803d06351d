// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.benchmarks.streaming.BatchSeries.Verdict;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class BatchSeriesTest {
    private static final int INTERVAL_MS = 1_000;
    private static final int BATCHES = 20;

    private static BatchSeries series(LongUnaryOperator delayMs) {
        BatchSeries series = new BatchSeries(INTERVAL_MS);
        for (int i = 0; i < BATCHES; i++) {
            long time = i * (long) INTERVAL_MS;
            series.times(time, delayMs.applyAsLong(i), 300);
            series.words(time, 5_000 + i, time);
        }
        return series;
    }

    @Test
    void delaysWithinAnInterval_areStable_evenAfterASlowBeginning() {
        assertThat(series(i -> i < 5 ? 4_000 : 30).verdict()).isEqualTo(Verdict.STABLE);
    }

    @Test
    void delaysThatStayHigh_areAStandingQueue() {
        assertThat(series(i -> 3_000 + i % 3 * 100).verdict()).isEqualTo(Verdict.STANDING);
    }

    @Test
    void delaysThatRise_areFallingBehind() {
        assertThat(series(i -> i * 700).verdict()).isEqualTo(Verdict.GROWING);
    }

    @Test
    void withoutTimesOfBatches_nothingIsTold() {
        BatchSeries series = new BatchSeries(INTERVAL_MS);
        for (int i = 0; i < BATCHES; i++) {
            series.words(i, 10, i);
        }
        assertThat(series.verdict()).isEqualTo(Verdict.NOT_TOLD);
        assertThat(series.medianDelayMs()).isNaN();
        assertThat(series.maxProcessingMs()).isNaN();
    }

    @Test
    void emptyBatches_doNotCount() {
        BatchSeries series = series(i -> 10);
        series.times(-5, 90_000, 90_000);
        assertThat(series.maxDelayMs()).isEqualTo(10);
        assertThat(series.maxProcessingMs()).isEqualTo(300);
    }

    @Test
    void backlog_isThatOfTheLastBatches_aPauseIsNone() {
        assertThat(series(i -> i == BATCHES - 5 ? 9_000 : 30).waitingAtTheEnd()).isZero();
        BatchSeries behind = series(i -> i * 700);
        assertThat(behind.waitingAtTheEnd()).isEqualTo(12);
        assertThat(behind.isGrowing()).isTrue();
        assertThat(series(i -> 5_000).isGrowing()).isFalse();
    }

    @Test
    void rest_isWithoutTheFirstBatches() {
        BatchSeries rest = series(i -> i < 5 ? 4_000 : 30).after(5L * INTERVAL_MS);
        assertThat(rest.size()).isEqualTo(BATCHES - 5);
        assertThat(rest.maxDelayMs()).isEqualTo(30);
        assertThat(rest.p99DelayMs()).isEqualTo(30);
        assertThat(new BatchSeries(INTERVAL_MS).after(1).size()).isZero();
    }

    @Test
    void countedRate_isFromCountToCount_soThatItDoesNotHangOnWhereTheTimesFall() {
        BatchSeries series = new BatchSeries(INTERVAL_MS);
        long second = 1_000_000_000;
        series.words(1_000, 7_000_000, second);
        series.words(2_000, 5_000_000, 2 * second);
        series.words(3_000, 600, 3 * second);
        series.words(4_000, 800, 4 * second);
        series.words(5_000, 9_000_000, 5 * second);
        // 1,400 words, which are 140 lines, in the two seconds from the second count to the fourth
        assertThat(series.countedLinesPerSecond(2 * second - 5, 5 * second - 5)).isEqualTo(70);
        assertThat(series.countedLinesPerSecond(0, second)).isNaN();
    }
}
