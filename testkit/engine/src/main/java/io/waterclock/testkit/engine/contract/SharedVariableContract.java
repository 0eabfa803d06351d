// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.EngineAbility.RETRIES_TASKS;
import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.AccumulatorV2;
import io.waterclock.rdd.Broadcast;
import io.waterclock.rdd.CollectionAccumulator;
import io.waterclock.rdd.DoubleAccumulator;
import io.waterclock.rdd.LongAccumulator;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.TaskContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Accumulators and broadcasts. */
@NullUnmarked
interface SharedVariableContract extends EngineContract {

    /** A program's own: which small numbers have been seen, and how often something was added. */
    final class Seen extends AccumulatorV2<Integer, BitSet> {
        private static final long serialVersionUID = 1L;
        private BitSet bits = new BitSet();
        private int added;

        @Override
        public boolean isZero() {
            return added == 0;
        }

        @Override
        public Seen copy() {
            Seen copy = new Seen();
            copy.bits = (BitSet) bits.clone();
            copy.added = added;
            return copy;
        }

        @Override
        public void reset() {
            bits = new BitSet();
            added = 0;
        }

        @Override
        public void add(Integer value) {
            bits.set(value);
            added++;
        }

        @Override
        public void merge(AccumulatorV2<Integer, BitSet> other) {
            bits.or(((Seen) other).bits);
            added += ((Seen) other).added;
        }

        @Override
        public BitSet value() {
            return bits;
        }
    }

    private WaterclockContext openRetrying() {
        return new WaterclockContext(conf(2, can(RETRIES_TASKS) ? 3 : 1));
    }

    private static int flaky(boolean repeated, Probe failures, int record, int bad) {
        if (repeated && record == bad && failures.hits() < 2) {
            failures.hit();
            throw new IllegalStateException("attempt " + TaskContext.get().attemptNumber());
        }
        return record;
    }

    @Test
    default void accumulators_sumWhatAllTasksAdd_andAreThereWhenTheActionReturns() {
        try (WaterclockContext wc = open(2)) {
            LongAccumulator sum = wc.longAccumulator("sum");
            DoubleAccumulator half = wc.doubleAccumulator();
            CollectionAccumulator<Integer> tens = wc.collectionAccumulator("tens");
            wc.parallelize(range(1, 101), 7).foreach(x -> {
                sum.add(x);
                half.add(x / 2.0);
                if (x % 10 == 0) {
                    tens.add(x);
                }
            });
            assertThat(sum.value()).isEqualTo(5050);
            assertThat(sum.count()).isEqualTo(100);
            assertThat(sum.avg()).isEqualTo(50.5);
            assertThat(half.value()).isEqualTo(2525.0);
            assertThat(tens.value()).containsExactlyInAnyOrder(10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
            assertThat(sum.name()).hasValue("sum");
            assertThat(half.name()).isEmpty();
            assertThat(List.of(sum.id(), half.id(), tens.id())).doesNotHaveDuplicates();
            sum.add(1);
            assertThat(sum.sum()).isEqualTo(5051);
            sum.reset();
            assertThat(sum.isZero()).isTrue();
        }
    }

    @Test
    default void eachTaskCountsOnce_howeverManyAttemptsItTook() {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = openRetrying()) {
            LongAccumulator seen = wc.longAccumulator("seen");
            CollectionAccumulator<Integer> all = wc.collectionAccumulator();
            Seen bits = new Seen();
            wc.register(bits, "bits");
            Probe failures = Probe.create();
            wc.parallelize(range(0, 100), 4)
                    .map(x -> {
                        seen.add(1);
                        all.add(x);
                        bits.add(x);
                        return flaky(repeated, failures, x, 60);
                    })
                    .foreach(x -> seen.add(1));
            assertThat(failures.hits()).isEqualTo(repeated ? 2 : 0);
            assertThat(seen.value()).isEqualTo(200);
            assertThat(all.value()).containsExactlyInAnyOrderElementsOf(range(0, 100));
            assertThat(bits.value().cardinality()).isEqualTo(100);
            assertThat(bits.added).isEqualTo(100);
        }
    }

    @Test
    default void tasksOfAShuffleCountOnceToo_andNotAgainWhenItsOutputIsStillThere() {
        boolean repeated = can(RETRIES_TASKS);
        try (WaterclockContext wc = openRetrying()) {
            LongAccumulator below = wc.longAccumulator();
            LongAccumulator inside = wc.longAccumulator();
            Probe failures = Probe.create();
            Map<Integer, Integer> sums = wc.parallelize(range(0, 300), 3)
                    .mapToPair(x -> {
                        below.add(1);
                        return pair(flaky(repeated, failures, x, 250) % 3, 1);
                    })
                    .reduceByKey(
                            (a, b) -> {
                                inside.add(1);
                                return a + b;
                            },
                            2)
                    .collectAsMap();
            assertThat(sums).isEqualTo(Map.of(0, 100, 1, 100, 2, 100));
            assertThat(below.value()).isEqualTo(300);
            assertThat(inside.value()).isEqualTo(297);
        }
    }

    @Test
    default void whatAFailedTaskAdded_doesNotCount() {
        try (WaterclockContext wc = open(1)) {
            LongAccumulator seen = wc.longAccumulator();
            failureOf(() -> wc.parallelize(range(0, 10), 1).foreach(x -> {
                seen.add(1);
                if (x == 7) {
                    throw new IllegalStateException("seven");
                }
            }));
            assertThat(seen.value()).isZero();
        }
    }

    @Test
    default void valueReadInATask_isRefused_sayingWhatToDo() {
        try (WaterclockContext wc = open(2)) {
            LongAccumulator sum = wc.longAccumulator("orders");
            WaterclockException failure = failureOf(() ->
                    wc.parallelize(range(0, 4), 2).map(x -> x + sum.value()).collect());
            assertThat(failure.code()).isEqualTo(ErrorCode.ACCUMULATOR_READ_INSIDE_TASK);
            assertThat(failure)
                    .hasMessage("The value of accumulator " + sum.id()
                            + " (orders) was read inside a task of collect, which knows only what it added itself. Read it"
                            + " when the action has returned, or use reduce or aggregate to get a result out of the"
                            + " records");
        }
    }

    @Test
    default void accumulatorInAFunctionThatIsCopied_isStillTheSameVariable() {
        try (WaterclockContext wc = open(2)) {
            LongAccumulator sum = wc.longAccumulator();
            Broadcast<List<Integer>> factors = wc.broadcast(List.of(2, 3));
            ArrayList<Integer> mutable = new ArrayList<>(List.of(0));
            List<Integer> result = wc.parallelize(range(0, 10), 2)
                    .map(x -> {
                        mutable.set(0, mutable.get(0) + 1);
                        sum.add((long) x * factors.value().get(x % 2));
                        return x;
                    })
                    .collect();
            assertThat(result).isEqualTo(range(0, 10));
            assertThat(sum.value()).isEqualTo(2 * (2 + 4 + 6 + 8) + 3 * (1 + 3 + 5 + 7 + 9));
        }
    }

    @Test
    default void accumulatorMayBeAddedTo_byManyJobsAtOnce() throws Exception {
        try (WaterclockContext wc = open(2)) {
            LongAccumulator sum = wc.longAccumulator();
            Seen bits = new Seen();
            wc.register(bits);
            RDD<Integer> numbers = wc.parallelize(range(0, 500), 50);
            List<java.util.concurrent.FutureTask<Void>> jobs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                jobs.add(Programs.meanwhile(() -> {
                    numbers.foreach(x -> {
                        sum.add(1);
                        bits.add(x);
                    });
                    return null;
                }));
            }
            for (java.util.concurrent.FutureTask<Void> job : jobs) {
                Programs.resultOf(job);
            }
            assertThat(sum.value()).isEqualTo(3000);
            assertThat(bits.value().cardinality()).isEqualTo(500);
        }
    }

    @Test
    default void accumulatorIsRegisteredOnce() {
        try (WaterclockContext wc = open(1)) {
            Seen bits = new Seen();
            assertThatThrownBy(bits::id)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "An accumulator of type " + Seen.class.getName()
                                    + " isn't registered. Call WaterclockContext.register(accumulator) before a function holds it");
            wc.register(bits);
            assertThatThrownBy(() -> wc.register(bits))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(" is registered already; an accumulator belongs to one context");
        }
    }

    @Test
    default void broadcast_isReadInTasks_andGoneOnceDestroyed() {
        try (WaterclockContext wc = open(2)) {
            Broadcast<Map<Integer, String>> names = wc.broadcast(Map.of(1, "one", 2, "two"));
            RDD<String> named =
                    wc.parallelize(List.of(1, 2), 2).map(x -> names.value().get(x));
            assertThat(named.collect()).containsExactly("one", "two");
            names.unpersist(true);
            assertThat(named.collect()).containsExactly("one", "two");
            names.destroy();
            WaterclockException inTask = failureOf(named::collect);
            assertThat(inTask.code()).isEqualTo(ErrorCode.BROADCAST_DESTROYED);
            assertThat(inTask.getMessage()).startsWith("Broadcast(" + names.id() + ") was used after destroy at ");
            assertThat(failureOf(names::value).code()).isEqualTo(ErrorCode.BROADCAST_DESTROYED);
            assertThat(failureOf(() -> names.destroy(true)).code()).isEqualTo(ErrorCode.BROADCAST_DESTROYED);
            assertThatThrownBy(() -> wc.broadcast(named))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Call collect(), and broadcast the list");
        }
    }
}
