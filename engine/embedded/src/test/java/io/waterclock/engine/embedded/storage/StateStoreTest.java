// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.Slabs;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What versions of states take of the memory budget; the rest is in the engines' contract. */
class StateStoreTest {
    private final MemoryBudget budget = MemoryBudget.unlimited();
    private final AtomicLong nanos = new AtomicLong();
    private long nanosOfALook;
    private final StateStore states = new StateStore(
            new EngineMemory(budget, new Slabs(budget), new LocalFiles(List.of()), new SizeEstimator()), this::tell);

    /** Times are told in pairs, of which those of looks take {@link #nanosOfALook}; steps move the time themselves. */
    private long tell() {
        return nanos.getAndAdd(nanosOfALook);
    }

    private void draft(String name, long version, int partition, long[] state, Object... emitted) throws Exception {
        states.draft(name, version, partition, () -> new StateStore.Draft(state, emitted));
    }

    @Test
    void versionsOfOneState_countOnce_andWhatTheyEmittedEach() throws Exception {
        draft("a", 1, 0, new long[100]);
        draft("a", 1, 1, new long[100]);
        long one = budget.kept();
        assertThat(one).isBetween(1_600L, 1_700L);
        states.publish("a", 1, 2);
        draft("a", 2, 0, new long[100]);
        draft("a", 2, 1, new long[100]);
        assertThat(budget.kept()).isBetween(one, one + 64);
        draft("b", 1, 0, new long[100]);
        assertThat(budget.kept()).isBetween(one + 800, one + 1_000);
        states.abandon("b", 1);
        draft("a", 3, 0, new long[10], new long[1_000]);
        assertThat(budget.kept()).isBetween(one + 8_000, one + 8_200);
    }

    @Test
    void stateIsLookedAtAgain_whenStepsHaveTakenTwentyTimesAsLongAsTheLook() throws Exception {
        nanosOfALook = 10;
        draft("a", 1, 0, new long[100]);
        long first = budget.kept();
        draft("a", 2, 0, new long[200]);
        assertThat(budget.kept()).isBetween(first, first + 64);
        nanos.addAndGet(200);
        states.draft("a", 3, 0, () -> {
            nanos.addAndGet(200);
            return new StateStore.Draft(new long[300], new Object[0]);
        });
        assertThat(budget.kept()).isBetween(2_400L, 2_500L);
        nanosOfALook = 0; // what takes no time is looked at each time
        states.draft("a", 4, 0, () -> {
            nanos.addAndGet(200);
            return new StateStore.Draft(new long[400], new Object[0]);
        });
        draft("a", 5, 0, new long[500]);
        assertThat(budget.kept()).isBetween(4_000L, 4_100L);
    }

    @Test
    void lookThatWasInterrupted_isNotTrustedForLong() throws Exception {
        nanosOfALook = 1_000_000_000; // by a collection, say; a step takes as long here
        draft("a", 1, 0, new long[100]);
        draft("a", 2, 0, new long[200]);
        assertThat(budget.kept()).isBetween(1_600L, 1_700L);
    }

    @Test
    void droppedVersions_giveBackAllThatTheyTook() throws Exception {
        for (long version = 1; version <= 5; version++) {
            draft("a", version, 0, new long[(int) version * 100], "emitted");
            states.publish("a", version, 1);
            states.drop("a", version - 2);
        }
        assertThat(budget.kept()).isBetween(4_000L, 4_200L);
        states.drop("a", 5);
        assertThat(budget.kept()).isBetween(3_200L, 3_400L);
        states.drop("a", 4);
        assertThat(budget.kept()).isZero();
        draft("a", 6, 0, new long[100]);
        states.clear();
        assertThat(budget.kept()).isZero();
    }
}
