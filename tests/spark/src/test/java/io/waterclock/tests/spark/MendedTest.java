// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.streaming.StreamingContext;
import io.waterclock.tests.spark.SparkSide.Checkpoints;
import io.waterclock.tests.spark.program.Outcome;
import io.waterclock.tests.spark.there.MendedPrograms;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.Test;

/**
 * What {@link SparkComparisonTest} leaves out: programs that don't give the same, and exactly how they differ. Each is a row of "What is mended" in
 * docs/guide/migration.md. Batches are of a second; listed are the records of the batches from the first on.
 */
@SuppressWarnings("deprecation") // the context, there
class MendedTest {
    @Test
    void timeOuts_fireInTheFirstBatchAfterTheyFallDue() throws Exception {
        int batches = 10;
        assertThat(there(batches, MendedPrograms::timeOut).indexOf("[a is out]"))
                .isEqualTo(9);
        List<String> here = here(batches, io.waterclock.tests.spark.here.MendedPrograms::timeOut);
        assertThat(here.indexOf("[a is out]")).isEqualTo(4);
        assertThat(here.lastIndexOf("[a is out]")).isEqualTo(4);
    }

    @Test
    void keysLeaveAWindow_withTheLastOfTheirBatches() throws Exception {
        assertThat(there(4, MendedPrograms::deadKey))
                .containsExactly("[(a,1)]", "[(a,1), (b,1)]", "[(a,0), (b,1)]", "[(a,0), (b,0)]");
        assertThat(here(4, io.waterclock.tests.spark.here.MendedPrograms::deadKey))
                .containsExactly("[(a,1)]", "[(a,1), (b,1)]", "[(b,1)]", "[]");
    }

    @Test
    void anEmptyWindow_hasNoRecord_alsoByInverse() throws Exception {
        assertThat(there(4, MendedPrograms::emptyWindowByInverse)).containsExactly("[5]", "[5]", "[0]", "[0]");
        assertThat(here(4, io.waterclock.tests.spark.here.MendedPrograms::emptyWindowByInverse))
                .containsExactly("[5]", "[5]", "[]", "[]");
    }

    @Test
    void theCountOfAWindow_isZeroFromTheStart() throws Exception {
        assertThat(there(3, MendedPrograms::countBeforeTheFirstRecord)).containsExactly("[]", "[1]", "[0]");
        assertThat(here(3, io.waterclock.tests.spark.here.MendedPrograms::countBeforeTheFirstRecord))
                .containsExactly("[0]", "[1]", "[0]");
    }

    @Test
    void whatLiesBetweenWindows_isInNone_alsoByInverse() throws Exception {
        assertThat(there(4, MendedPrograms::slideLongerThanTheWindow))
                .containsExactly("[(one,1), (two,1)]", "[(four,1), (one,1), (three,1)]");
        assertThat(here(4, io.waterclock.tests.spark.here.MendedPrograms::slideLongerThanTheWindow))
                .containsExactly("[(two,1)]", "[(four,1)]");
    }

    @Test
    void aQueue_givesAnRddABatch_whetherOrNotTheBatchIsInAWindow() throws Exception {
        assertThat(there(4, MendedPrograms::queueBeforeASlowSum)).containsExactly("[one]", "[two]");
        assertThat(there(4, MendedPrograms::queueBeforeASlowWindow)).containsExactly("[one]", "[two]");
        assertThat(here(4, io.waterclock.tests.spark.here.MendedPrograms::queueBeforeASlowSum))
                .containsExactly("[two]", "[four]");
        assertThat(here(4, io.waterclock.tests.spark.here.MendedPrograms::queueBeforeASlowWindow))
                .containsExactly("[two]", "[four]");
    }

    @Test
    void aQueue_isLive() throws Exception {
        assertThat(there(1, MendedPrograms::liveQueue)).containsExactly("[]");
        assertThat(here(1, io.waterclock.tests.spark.here.MendedPrograms::liveQueue))
                .containsExactly("[late]");
    }

    @Test
    void keys_areEqualAsJavaSays() throws Exception {
        assertThat(there(1, MendedPrograms::numbersAsKeys)).containsExactly("[2]");
        assertThat(here(1, io.waterclock.tests.spark.here.MendedPrograms::numbersAsKeys))
                .containsExactly("[1, 1]");
    }

    @Test
    void sumsOfFractions_doNotDrift() throws Exception {
        assertThat(there(3, MendedPrograms::sumsOfFractions))
                .containsExactly("[0.1]", "[0.30000000000000004]", "[0.20000000000000004]");
        assertThat(here(3, io.waterclock.tests.spark.here.MendedPrograms::sumsOfFractions))
                .containsExactly("[0.1]", "[0.30000000000000004]", "[0.2]");
    }

    @Test
    void statesNeedNoDirectoryForCheckpoints() throws Exception {
        assertThatThrownBy(() -> there(1, Checkpoints.NONE, MendedPrograms::stateWithoutCheckpoints))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("checkpoint directory");
        assertThat(here(2, io.waterclock.tests.spark.here.MendedPrograms::stateWithoutCheckpoints))
                .containsExactly("[1]", "[2]");
    }

    @Test
    void aWindowOfNoLength_isRefused() throws Exception {
        assertThat(there(1, MendedPrograms::windowOfNothing)).containsExactly("[]");
        assertThatThrownBy(() -> here(1, io.waterclock.tests.spark.here.MendedPrograms::windowOfNothing))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> there(int batches, BiConsumer<JavaStreamingContext, String> program) throws Exception {
        return there(batches, Checkpoints.BY_DEFAULT, program);
    }

    private static List<String> there(
            int batches, Checkpoints checkpoints, BiConsumer<JavaStreamingContext, String> program) throws Exception {
        try (SparkSide side = new SparkSide()) {
            return records(side.run(1000, batches, checkpoints, program));
        }
    }

    private static List<String> here(int batches, BiConsumer<StreamingContext, String> program) {
        return records(new OurSide().run(1, 1000, batches, program));
    }

    private static List<String> records(Outcome outcome) {
        return outcome.promised(MendedPrograms.OUTPUT, false, false).values().stream()
                .map(seen -> seen.records().toString())
                .toList();
    }
}
