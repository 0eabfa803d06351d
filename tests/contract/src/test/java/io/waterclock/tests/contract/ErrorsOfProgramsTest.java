// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.AccumulatorV2;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors as a program sees them: they name its own lines. */
class ErrorsOfProgramsTest {
    private static final List<Integer> NUMBERS = List.of(0, 1, 2, 3, 4, 5, 6, 7);

    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow())
                .getLineNumber();
    }

    private static WaterclockException failureOf(ThrowingCallable call) {
        return catchThrowableOfType(WaterclockException.class, call);
    }

    private static WaterclockContext open(String master) {
        return new WaterclockContext(new WaterclockConf().setMaster(master));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "local[2]"})
    void failedOperator_isNamedWithTheLineThatCalledIt(String master) {
        try (WaterclockContext wc = open(master)) {
            RDD<Integer> inverses =
                    wc.parallelize(NUMBERS, 4).filter(x -> x != 1).map(x -> 60 / (x - 5));
            int line = line() - 1;
            assertThat(failureOf(inverses::collect))
                    .hasMessage("map at ErrorsOfProgramsTest.java:" + line
                            + " failed in partition 2 at record 1 of its source:"
                            + " java.lang.ArithmeticException: / by zero (attempt 1 of 1)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "local[2]"})
    void failedAction_isNamedWithTheLineThatCalledIt_inWhicheverThreadItFailed(String master) {
        try (WaterclockContext wc = open(master)) {
            RDD<Integer> numbers = wc.parallelize(NUMBERS, 4);
            for (int bad : NUMBERS) {
                ThrowingCallable foreach = () -> numbers.foreach(x -> {
                    if (x == bad) {
                        throw new IllegalStateException("bad");
                    }
                });
                int line = line() - 5;
                assertThat(failureOf(foreach))
                        .hasMessage("foreach at ErrorsOfProgramsTest.java:" + line + " failed in partition " + bad / 2
                                + " at record " + bad % 2 + " of its source: java.lang.IllegalStateException: bad"
                                + " (attempt 1 of 1)");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "local[2]"})
    void orderThatFailsOnASample_isNamedWithTheLineThatCalledIt(String master) {
        try (WaterclockContext wc = open(master)) {
            PairRDD<Object, Object> mixed =
                    wc.parallelize(List.<Object>of(1, "one"), 2).keyBy(x -> x);
            int line = line() + 1;
            assertThat(failureOf(() -> mixed.sortByKey()))
                    .hasMessageStartingWith("The order of sortByKey at ErrorsOfProgramsTest.java:" + line
                            + " failed on a sample of the keys: java.lang.ClassCastException: ");
        }
    }

    /** The numbers that came by; can't be copied. */
    private static final class Uncopied extends AccumulatorV2<Integer, Set<Integer>> {
        private final Set<Integer> all = new HashSet<>();

        @Override
        public boolean isZero() {
            return all.isEmpty();
        }

        @Override
        public Uncopied copy() {
            throw new IllegalStateException("no copies");
        }

        @Override
        public void reset() {
            all.clear();
        }

        @Override
        public void add(Integer value) {
            all.add(value);
        }

        @Override
        public void merge(AccumulatorV2<Integer, Set<Integer>> other) {
            all.addAll(other.value());
        }

        @Override
        public Set<Integer> value() {
            return all;
        }
    }

    @Test
    void accumulatorThatCantBeCopied_isTheProgramsFault() {
        try (WaterclockContext wc = open("local[2]")) {
            Uncopied seen = new Uncopied();
            wc.register(seen, "seen");
            WaterclockException failure =
                    failureOf(() -> wc.parallelize(NUMBERS, 2).foreach(seen::add));
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(failure)
                    .hasMessage("Making an empty copy of accumulator 0 (seen) for a task failed:"
                            + " java.lang.IllegalStateException: no copies");
            assertThat(wc.parallelize(NUMBERS, 2).count()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "local[2]"})
    void actionInsideATask_isNamedWithItsOwnLine(String master) {
        try (WaterclockContext wc = open(master)) {
            RDD<Integer> numbers = wc.parallelize(NUMBERS, 2);
            int line = line() + 1;
            RDD<Long> nested = numbers.map(x -> numbers.count());
            assertThat(failureOf(nested::collect).getMessage())
                    .startsWith("The action count at ErrorsOfProgramsTest.java:" + line + " on parallelize at"
                            + " ErrorsOfProgramsTest.java:" + (line - 2) + " was called inside a task of collect.");
        }
    }

    @Test
    void unknownMaster_isRefused_sayingWhatThereIs() {
        WaterclockException failure = failureOf(() -> open("locale[2]"));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN_MASTER);
        assertThat(failure.getMessage())
                .startsWith("No engine takes the master URL \"locale[2]\". On the class path are engines for: ")
                .contains("local[n]")
                .contains("inline, inline[n]");
    }

    @Test
    void inlineWithoutPartitions_isRefused() {
        WaterclockException failure = failureOf(() -> open("inline[0]"));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_CONFIGURATION);
        assertThat(failure).hasMessage("The master URL is \"inline[0]\", but n of inline[n] must be at least 1");
    }
}
