// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.FutureAction;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.partial.BoundedDouble;
import io.waterclock.partial.PartialResult;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Actions on other threads, and those that answer before all is computed. */
@NullUnmarked
interface AsyncContract extends EngineContract {

    private static <T> T get(FutureAction<T> action) throws Exception {
        return action.get(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    default void asynchronousActions_giveWhatTheOthersGive() throws Exception {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 100), 5);
            Probe each = Probe.create();
            Probe parts = Probe.create();
            FutureAction<Long> count = numbers.countAsync();
            FutureAction<List<Integer>> all = numbers.collectAsync();
            FutureAction<List<Integer>> some = numbers.takeAsync(30);
            FutureAction<Void> foreach = numbers.foreachAsync(each::saw);
            FutureAction<Void> partitions = numbers.foreachPartitionAsync(records -> parts.saw(records.next()));
            assertThat(get(count)).isEqualTo(100);
            assertThat(get(all)).isEqualTo(range(0, 100));
            assertThat(get(some)).isEqualTo(range(0, 30));
            assertThat(get(foreach)).isNull();
            assertThat(get(partitions)).isNull();
            assertThat(each.hits()).isEqualTo(100);
            assertThat(parts.seen()).containsExactlyInAnyOrder(0, 20, 40, 60, 80);
            assertThat(count.jobIds()).hasSize(1);
            assertThat(some.jobIds()).hasSize(2);
            assertThat(count.isDone()).isTrue();
            assertThat(count.isCancelled()).isFalse();
            assertThat(get(numbers.takeAsync(0))).isEmpty();
            assertThatThrownBy(() -> numbers.takeAsync(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void itRuns_asItsCallerWouldHaveRunIt() throws Exception {
        try (WaterclockContext wc = open(2)) {
            wc.setLocalProperty("color", "green");
            RDD<String> told =
                    wc.parallelize(List.of(1), 1).map(x -> TaskContext.get().getLocalProperty("color"));
            FutureAction<List<String>> colors = told.collectAsync();
            wc.setLocalProperty("color", "red");
            assertThat(get(colors)).containsExactly("green");
            FutureAction<Long> failing =
                    wc.parallelize(List.of(0), 1).map(x -> 1 / x).countAsync();
            assertThatThrownBy(() -> get(failing))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_FAILED));
        }
    }

    @Test
    default void cancelledAction_endsItsJob() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            FutureAction<Long> action = wc.parallelize(List.of(1), 1)
                    .filter(x -> {
                        probe.open("begun");
                        try {
                            probe.await("never");
                        } finally {
                            probe.open("over");
                        }
                        return true;
                    })
                    .countAsync();
            probe.await("begun");
            assertThat(action.cancel(true)).isTrue();
            assertThat(action.isCancelled()).isTrue();
            assertThatThrownBy(() -> get(action)).isInstanceOf(CancellationException.class);
            probe.await("over");
            assertThat(wc.parallelize(range(0, 10), 2).count()).isEqualTo(10);
        }
    }

    @Test
    default void groupIsCancelled_withItsAsynchronousActions() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            wc.setJobGroup("mine", "");
            FutureAction<Long> action = wc.parallelize(List.of(1), 1)
                    .filter(x -> {
                        probe.open("begun");
                        probe.await("never");
                        return true;
                    })
                    .countAsync();
            probe.await("begun");
            wc.cancelJobGroup("mine", "enough");
            assertThatThrownBy(() -> get(action))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessageStartingWith("countAsync at ")
                    .hasMessageEndingWith(" was cancelled: enough");
        }
    }

    @Test
    default void endOfTheContext_endsThem_alsoThoseThatHadNotBegun() throws Exception {
        WaterclockContext wc = open(2);
        Probe probe = Probe.create();
        List<FutureAction<Long>> actions = new ArrayList<>();
        RDD<Integer> blocking = wc.parallelize(List.of(1), 1).filter(x -> {
            probe.open("begun");
            probe.await("never");
            return true;
        });
        for (int i = 0; i < 70; i++) {
            actions.add(blocking.countAsync());
        }
        probe.await("begun");
        wc.close();
        for (FutureAction<Long> action : actions) {
            assertThatThrownBy(() -> get(action))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WaterclockException.class,
                            e -> assertThat(e.code()).isIn(ErrorCode.JOB_CANCELLED, ErrorCode.CONTEXT_STOPPED));
        }
        assertThat(failureOf(blocking::countAsync).code()).isEqualTo(ErrorCode.CONTEXT_STOPPED);
    }

    @Test
    default void asynchronousActionInsideATask_isRefused() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> other = wc.parallelize(List.of(1), 1);
            WaterclockException failure = failureOf(() -> wc.parallelize(List.of(1), 1)
                    .map(x -> other.countAsync().jobIds().size())
                    .count());
            assertThat(failure.code()).isEqualTo(ErrorCode.ACTION_INSIDE_TASK);
        }
    }

    @Test
    default void countApprox_isExact_whenAllIsDoneInTime() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 100), 5);
            PartialResult<BoundedDouble> count = numbers.countApprox(TimeUnit.SECONDS.toMillis(Probe.PATIENCE_SECONDS));
            assertThat(count.isInitialValueFinal()).isTrue();
            assertThat(count.initialValue()).isEqualTo(new BoundedDouble(100, 1, 100, 100));
            assertThat(count.getFinalValue()).isEqualTo(count.initialValue());
            Map<Integer, BoundedDouble> values =
                    numbers.map(x -> x % 3).countByValueApprox(1, 0.9).getFinalValue();
            assertThat(values.get(0)).isEqualTo(new BoundedDouble(34, 1, 34, 34));
            Map<Integer, BoundedDouble> keys =
                    numbers.mapToPair(x -> pair(x % 3, x)).countByKeyApprox(0).getFinalValue();
            assertThat(keys.get(2)).isEqualTo(new BoundedDouble(33, 1, 33, 33));
        }
    }

    @Test
    default void countApprox_answersAtTheTimeOut_andGoesOn() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            PartialResult<BoundedDouble> count = wc.parallelize(range(0, 10), 1)
                    .filter(x -> {
                        probe.await("go on");
                        return true;
                    })
                    .countApprox(1);
            assertThat(count.isInitialValueFinal()).isFalse();
            assertThat(count.initialValue()).isEqualTo(new BoundedDouble(0, 0, 0, Double.POSITIVE_INFINITY));
            count.onComplete(value -> {
                probe.saw(value.mean());
                probe.open("told");
            });
            count.onFail(failure -> probe.saw(failure));
            probe.open("go on");
            assertThat(count.getFinalValue().mean()).isEqualTo(10);
            probe.await("told");
            assertThat(probe.seen()).containsExactly(10.0);
        }
    }

    @Test
    default void approximateActionThatFails_failsTheCall_orTheFinalValue() throws Exception {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> failing = wc.parallelize(List.of(0), 1).map(x -> 1 / x);
            assertThat(failureOf(() -> failing.countApprox(TimeUnit.SECONDS.toMillis(Probe.PATIENCE_SECONDS)))
                            .code())
                    .isEqualTo(ErrorCode.FUNCTION_FAILED);
            Probe probe = Probe.create();
            PartialResult<BoundedDouble> late = wc.parallelize(List.of(0), 1)
                    .map(x -> {
                        probe.await("go on");
                        return 1 / x;
                    })
                    .countApprox(0);
            late.onFail(failure -> {
                probe.saw(((WaterclockException) failure).code());
                probe.open("told");
            });
            probe.open("go on");
            assertThat(failureOf(late::getFinalValue).code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            probe.await("told");
            assertThat(probe.seen()).containsExactly(ErrorCode.FUNCTION_FAILED);
            assertThatThrownBy(() -> failing.countApprox(-1))
                    .hasMessage("countApprox: the time-out is a number of milliseconds from 0, not -1");
            assertThatThrownBy(() -> failing.countApprox(1, 1.5))
                    .hasMessage("countApprox: the confidence is from 0 to 1, not 1.5");
        }
    }
}
