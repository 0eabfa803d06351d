// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.kit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.rdd.RDD;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a kit finds when a test ends. */
class KitLeavesNothingTest {
    private static final System.Logger LOG = System.getLogger("com.example.Program");

    private final StreamingTestKit kit = StreamingTestKit.create();

    private void requireEndFails(String... parts) {
        assertThatThrownBy(kit::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(parts)
                .hasMessageContaining("the same comes again with -Dwaterclock.test.seed=" + kit.seed());
    }

    // ---- batches

    @Test
    void batchThatFellDueAndWasNotMade_failsTheEnd() {
        kit.collect(kit.input(String.class).stream());
        kit.advance(1);
        kit.clock().advance(Duration.ofMillis(1_500));
        requireEndFails("At 1767348002500 ms a batch has fallen due that was not made", "call turn()");
    }

    @Test
    void batchesAfterAStop_areNotWaitedFor() {
        kit.collect(kit.input(String.class).stream());
        kit.advance(1);
        kit.stopGracefully();
        kit.clock().advance(Duration.ofSeconds(5));
        assertThatCode(kit::close).doesNotThrowAnyException();
    }

    @Test
    void failureThatTheTestHasSeen_isNoPendingBatch() {
        kit.collect(kit.input(String.class).stream()).failIn(1);
        kit.advance(1);
        assertThatThrownBy(() -> kit.advance(1)).hasMessageContaining("The test lets this output fail in its batch 1");
        assertThatCode(kit::close).doesNotThrowAnyException();
    }

    // ---- the log

    @Test
    void errorInTheLog_failsTheEnd_withItsTextAndItsCause() {
        kit.input(String.class).stream()
                .foreachRDD(rdd -> LOG.log(Level.ERROR, "the rates are old", new IllegalStateException("no answer")));
        kit.advance(1);
        requireEndFails(
                "An ERROR was logged that the test didn't expect: com.example.Program: the rates are old"
                        + " (java.lang.IllegalStateException: no answer)",
                "kit.expectError(");
    }

    @Test
    void errorThatIsExpected_isNone_andWarningsNeverAre() {
        kit.expectError("are old").expectError("no answer");
        kit.input(String.class).stream().foreachRDD(rdd -> {
            LOG.log(Level.ERROR, "the rates are old", new IllegalStateException("no answer"));
            LOG.log(Level.WARNING, "the rates come late");
        });
        kit.advance(1);
        assertThatCode(kit::close).doesNotThrowAnyException();
    }

    @Test
    void expectedErrorThatDoesNotCome_failsTheEnd() {
        kit.expectError("are old");
        requireEndFails("No ERROR was logged with \"are old\", which the test expects");
    }

    // ---- what the engine keeps

    @Test
    void rddsThatBatchesCacheAndLeave_failTheEnd() {
        TestInput<Integer> input = kit.input(Integer.class);
        input.stream().foreachRDD(rdd -> {
            RDD<Integer> twice = rdd.map(n -> 2 * n).cache();
            twice.count();
            twice.count();
        });
        input.push(1, 2);
        kit.advance(3);
        requireEndFails("The RDDs of 3 batches are still kept: map at KitLeavesNothingTest.java:", "unpersist");
    }

    @Test
    void rddThatIsCachedOnce_orLetGo_isNoLeak() {
        RDD<Integer> table =
                kit.waterclockContext().parallelize(List.of(1, 2, 3)).cache();
        TestInput<Integer> input = kit.input(Integer.class);
        kit.collect(input.stream().transform(rdd -> rdd.intersection(table)));
        kit.collect(input.stream().window(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        input.stream().map(n -> n + 1).cache().foreachRDD(rdd -> {
            RDD<Integer> kept = rdd.map(n -> 2 * n).cache();
            kept.count();
            kept.unpersist();
        });
        input.push(1, 2);
        kit.advance(3);
        assertThatCode(kit::close).doesNotThrowAnyException();
    }

    /** As a program would that publishes states past the streams. */
    @Test
    void stateThatNobodyDrops_failsTheEnd() {
        kit.collect(kit.input(String.class).stream());
        kit.advance(1);
        kit.waterclockContext().engine().states().publish("strays", 7, 0);
        requireEndFails("The engine still has version 7 of the state strays");
    }
}
