// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of an old generation with room for a gigabyte, of which 870 MB may live. */
class HeapWatchTest {
    private static final long MB = 1 << 20;

    /** What the last collection left, and what is there now. */
    private long left;

    private long used;

    private HeapWatch watch(boolean isCollectedByAndBy) {
        return new HeapWatch(List.of(
                new HeapWatch.Pool(isCollectedByAndBy, () -> new MemoryUsage(0, left, 1 << 30, 1 << 30), () -> used)));
    }

    @Test
    void isTight_whenACollectionHasLeftMuch() {
        HeapWatch watch = watch(false);
        assertThat(watch.isTight(MB, 0)).isFalse();
        left = 871 * MB;
        assertThat(watch.isTight(2 * MB, 0)).isTrue();
        left = 869 * MB;
        assertThat(watch.isTight(2 * MB, 0)).isFalse();
    }

    @Test
    void isTight_whenMoreIsCountedThanThereIs_beforeAnyCollection() {
        HeapWatch watch = watch(false);
        assertThat(watch.isTight(869 * MB, 0)).isFalse();
        assertThat(watch.isTight(871 * MB, 0)).isTrue();
        assertThat(watch.isTight(869 * MB, 0)).isFalse();
    }

    /** What it has left counted once, not with what was counted then. */
    @Test
    void whatIsCountedSinceACollection_comesToWhatThatLeft() {
        left = 100 * MB; // the program's
        HeapWatch watch = watch(false);
        assertThat(watch.isTight(500 * MB, 0)).isFalse();
        left = 600 * MB;
        assertThat(watch.isTight(501 * MB, 0)).isFalse();
        assertThat(watch.isTight(770 * MB, 0)).isFalse();
        assertThat(watch.isTight(770 * MB, 2 * MB)).as("with what is to come").isTrue();
        assertThat(watch.isTight(772 * MB, 0)).isTrue();
        assertThat(watch.isTight(300 * MB, 0))
                .as("what was given back since can be collected")
                .isFalse();
    }

    @Test
    void whatIsInUse_countsOnlyWhereItLives() {
        HeapWatch generational = watch(false);
        HeapWatch byAndBy = watch(true);
        used = 871 * MB;
        assertThat(generational.isTight(MB, 0))
                .as("garbage, until it is collected")
                .isFalse();
        assertThat(byAndBy.isTight(MB, 0)).isTrue();
        used = 869 * MB;
        assertThat(byAndBy.isTight(MB, 0)).isFalse();
    }

    @Test
    void looksAgain_whenMoreIsCounted_orWhenItWasTight() {
        HeapWatch watch = watch(true);
        assertThat(watch.isTight(MB, 0)).isFalse();
        used = 1 << 30;
        assertThat(watch.isTight(MB + 100, 0)).as("looking takes time").isFalse();
        assertThat(watch.isTight(MB + (64 << 10), 0)).isTrue();
        used = 0;
        assertThat(watch.isTight(MB + (64 << 10), 0)).isFalse();
    }

    /** Fails when nobody looks until more is counted than ever was. */
    @Test
    void looksAgain_whenMoreIsCountedThanWasLeft() {
        HeapWatch watch = watch(true);
        assertThat(watch.isTight(500 * MB, 0)).isFalse();
        assertThat(watch.isTight(10 * MB, 0)).isFalse();
        used = 1 << 30;
        assertThat(watch.isTight(10 * MB + (64 << 10), 0)).isTrue();
    }

    @Test
    void anOldGenerationOfWhichNothingIsKnown_isNeverTight() {
        HeapWatch watch = new HeapWatch(List.of(new HeapWatch.Pool(true, () -> null, () -> 1L << 40)));
        assertThat(watch.isTight(1L << 40, 0)).isFalse();
    }
}
