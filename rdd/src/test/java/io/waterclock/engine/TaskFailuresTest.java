// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.Operator;
import io.waterclock.util.CallSite;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TaskFailuresTest {
    private static final Operator MAP = new Operator("map", new CallSite("Orders#total", "Orders.java:41"));

    private static void assertIs(WaterclockException failure, ErrorCode code, String message) {
        assertThat(failure).hasMessage(message);
        assertThat(failure.code()).isEqualTo(code);
    }

    @Test
    void failedFunction_isToldWithAllThatIsKnown() {
        NumberFormatException cause = new NumberFormatException("For input string: \"x\"");
        WaterclockException failure = TaskFailures.functionFailed(MAP, 2, 133, cause, 1, 4);
        assertIs(
                failure,
                ErrorCode.FUNCTION_FAILED,
                "map at Orders.java:41 failed in partition 2 at record 133 of its source: "
                        + "java.lang.NumberFormatException: For input string: \"x\" (attempt 1 of 4)");
        assertThat(failure).hasCause(cause);
    }

    @Test
    void whereNoRecordIsAtFault_noneIsNamed() {
        assertThat(TaskFailures.functionFailed(MAP, 0, TaskFailures.NO_RECORD, new IOException(), 1, 1))
                .hasMessage("map at Orders.java:41 failed in partition 0: java.io.IOException (attempt 1 of 1)");
    }

    @Test
    void ourOwnErrors_areReturnedAsTheyAre() {
        WaterclockException ours = new WaterclockException(ErrorCode.BLOCK_MISSING, "gone");
        assertThat(TaskFailures.functionFailed(MAP, 0, 1, ours, 1, 1)).isSameAs(ours);
        assertThat(TaskFailures.inputFailed(MAP, 0, ours, 1, 1)).isSameAs(ours);
    }

    @Test
    void otherFailures_sayWhatAndWhereAndTheWayOut() {
        assertIs(
                TaskFailures.inputFailed(MAP, 3, new IOException("torn"), 2, 2),
                ErrorCode.INPUT_FAILED,
                "map at Orders.java:41 could not read partition 3: java.io.IOException: torn (attempt 2 of 2)");
        assertIs(
                TaskFailures.cancelled(MAP, "it was enough"),
                ErrorCode.JOB_CANCELLED,
                "map at Orders.java:41 was cancelled: it was enough");
        assertIs(
                TaskFailures.engineClosed("count at Orders.java:3"),
                ErrorCode.CONTEXT_STOPPED,
                "count at Orders.java:3: the engine is closed; make a new context");
        assertIs(
                TaskFailures.stateMissing(MAP, "totals", 7, 1),
                ErrorCode.STATE_VERSION_MISSING,
                "State totals has no published version 7 of partition 1, which map at Orders.java:41 reads: it was dropped,"
                        + " or never published, or its worker was lost. A version is called by the time of its batch,"
                        + " and is kept as long as the batch is remembered: read it before, or let streams remember"
                        + " more batches (StreamingContext.remember)");
        assertIs(
                TaskFailures.draftMissing("totals", 7, 1, 4),
                ErrorCode.STATE_VERSION_MISSING,
                "State totals, version 7 can't be published: partition 1 of 4 has no draft. Run the stateful step over"
                        + " all partitions first");
        assertIs(
                TaskFailures.blockMissing("Block 3"),
                ErrorCode.BLOCK_MISSING,
                "Block 3 isn't kept any more: it was released, or its receiver's engine closed. What was received for a"
                        + " batch is kept as long as the batch is remembered: read it before, or let streams remember"
                        + " more batches (StreamingContext.remember)");
    }
}
