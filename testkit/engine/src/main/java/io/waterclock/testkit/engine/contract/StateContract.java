// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.at;
import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.narrow;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.partitions;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.run;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.StateVersions;
import io.waterclock.function.Function;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.StatefulFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Versioned partitions: {@link Lineage.Stateful}, {@link Lineage.StateView} and {@link StateVersions}. */
@NullUnmarked
interface StateContract extends EngineContract {
    long NONE = Lineage.Stateful.NONE;

    /** Its state is the sum of all records so far; it emits the sum after each record. */
    private static Lineage sums(Probe calls, List<Integer> records, long from, long to) {
        StatefulFunction function = (partition, version, previous, in) -> {
            calls.saw(partition + ":" + previous);
            int sum = previous == null ? 0 : (Integer) previous;
            List<Object> emitted = new ArrayList<>();
            while (in.hasNext()) {
                sum += (Integer) in.next();
                emitted.add(sum);
            }
            return new StatefulFunction.Update(sum, emitted.iterator());
        };
        return new Lineage.Stateful(at("updateState", 20), source(records, 2), "sums", from, to, function);
    }

    private static Lineage view(long version) {
        return new Lineage.StateView(
                at("stateSnapshots", 30),
                "sums",
                version,
                2,
                null,
                state -> List.of(state).iterator());
    }

    private static void assertMissing(WaterclockContext wc, Lineage lineage, long version) {
        WaterclockException failure = failureOf(() -> partitions(wc, lineage));
        assertThat(failure.code()).isEqualTo(ErrorCode.STATE_VERSION_MISSING);
        assertThat(failure.getMessage()).contains("State sums", "version " + version);
    }

    @Test
    default void versions_followEachOther_andEachStaysReadable() {
        try (WaterclockContext wc = open(2)) {
            Probe calls = Probe.create();
            StateVersions states = wc.engine().states();
            assertThat(partitions(wc, sums(calls, List.of(1, 2, 10, 20), NONE, 1)))
                    .containsExactly(List.of(1, 3), List.of(10, 30));
            states.publish("sums", 1, 2);
            assertThat(partitions(wc, sums(calls, List.of(4, 40), 1, 2))).containsExactly(List.of(7), List.of(70));
            states.publish("sums", 2, 2);
            assertThat(partitions(wc, sums(calls, List.of(), 2, 5))).containsExactly(List.of(), List.of());
            states.publish("sums", 5, 2);
            assertThat(partitions(wc, view(1))).containsExactly(List.of(3), List.of(30));
            assertThat(partitions(wc, view(2))).containsExactly(List.of(7), List.of(70));
            assertThat(partitions(wc, view(5))).containsExactly(List.of(7), List.of(70));
            assertThat(calls.seen()).containsExactlyInAnyOrder("0:null", "1:null", "0:3", "1:30", "0:7", "1:70");
        }
    }

    @Test
    default void draft_isSeenByNobody_untilItIsPublished() {
        try (WaterclockContext wc = open(2)) {
            Probe calls = Probe.create();
            StateVersions states = wc.engine().states();
            partitions(wc, sums(calls, List.of(1, 10), NONE, 1));
            assertThat(states.isPublished("sums", 1)).isFalse();
            assertMissing(wc, view(1), 1);
            assertMissing(wc, sums(calls, List.of(1, 10), 1, 2), 1);
            states.publish("sums", 1, 2);
            assertThat(states.isPublished("sums", 1)).isTrue();
            assertThat(states.isPublished("sums", 2)).isFalse();
            assertThat(states.isPublished("other", 1)).isFalse();
            assertThat(partitions(wc, view(1))).containsExactly(List.of(1), List.of(10));
        }
    }

    @Test
    default void emittedRecords_arePinned_whileTheVersionIsKept() {
        try (WaterclockContext wc = open(2)) {
            Probe calls = Probe.create();
            StateVersions states = wc.engine().states();
            Lineage step = sums(calls, List.of(1, 2, 10, 20), NONE, 1);
            for (int job = 0; job < 2; job++) {
                assertThat(partitions(wc, step)).containsExactly(List.of(1, 3), List.of(10, 30));
            }
            states.publish("sums", 1, 2);
            assertThat(partitions(wc, step)).containsExactly(List.of(1, 3), List.of(10, 30));
            // a new node for the same step, as a repeated batch would make it
            assertThat(partitions(wc, sums(calls, List.of(1, 2, 10, 20), NONE, 1)))
                    .containsExactly(List.of(1, 3), List.of(10, 30));
            assertThat(run(wc, step, List.of(1), new Action.Take(1))).containsExactly(new Object[] {10});
            assertThat(calls.hits()).isEqualTo(2);
        }
    }

    @Test
    default void step_runsToItsEnd_evenIfOneRecordIsTaken() {
        try (WaterclockContext wc = open(2)) {
            Probe calls = Probe.create();
            Lineage step = sums(calls, List.of(1, 2, 10, 20), NONE, 1);
            assertThat(run(wc, step, List.of(0), new Action.Take(1))).containsExactly(new Object[] {1});
            assertThat(run(wc, step, List.of(1), new Action.Count())).containsExactly(2L);
            wc.engine().states().publish("sums", 1, 2);
            assertThat(partitions(wc, view(1))).containsExactly(List.of(3), List.of(30));
            assertThat(calls.hits()).isEqualTo(2);
        }
    }

    @Test
    default void abandonedDraft_isGone_andTheStepRunsAgain() {
        try (WaterclockContext wc = open(2)) {
            Probe calls = Probe.create();
            StateVersions states = wc.engine().states();
            partitions(wc, sums(calls, List.of(1, 10), NONE, 1));
            states.abandon("sums", 1);
            states.abandon("sums", 1);
            states.abandon("nobody", 7);
            assertThat(failureOf(() -> states.publish("sums", 1, 2)).code()).isEqualTo(ErrorCode.STATE_VERSION_MISSING);
            assertThat(partitions(wc, sums(calls, List.of(5, 50), NONE, 1))).containsExactly(List.of(5), List.of(50));
            assertThat(calls.hits()).isEqualTo(4);
            states.publish("sums", 1, 2);
            states.abandon("sums", 1);
            assertThat(states.isPublished("sums", 1)).isTrue();
            assertThat(partitions(wc, view(1))).containsExactly(List.of(5), List.of(50));
        }
    }

    @Test
    default void droppedVersion_isMissing_andItsFollowersStay() {
        try (WaterclockContext wc = open(2)) {
            Probe calls = Probe.create();
            StateVersions states = wc.engine().states();
            partitions(wc, sums(calls, List.of(1, 10), NONE, 1));
            states.drop("sums", 1); // only a draft: nothing happens
            states.publish("sums", 1, 2);
            partitions(wc, sums(calls, List.of(2, 20), 1, 2));
            states.publish("sums", 2, 2);
            states.drop("sums", 1);
            states.drop("sums", 1);
            states.drop("nobody", 1);
            assertThat(states.isPublished("sums", 1)).isFalse();
            assertMissing(wc, view(1), 1);
            assertMissing(wc, sums(calls, List.of(2, 20), 1, 3), 1);
            assertThat(partitions(wc, view(2))).containsExactly(List.of(3), List.of(30));
        }
    }

    @Test
    default void publish_isAllOrNothing() {
        try (WaterclockContext wc = open(2)) {
            Probe calls = Probe.create();
            StateVersions states = wc.engine().states();
            Lineage step = sums(calls, List.of(1, 10), NONE, 1);
            run(wc, step, List.of(1), new Action.Count());
            WaterclockException failure = failureOf(() -> states.publish("sums", 1, 2));
            assertThat(failure.code()).isEqualTo(ErrorCode.STATE_VERSION_MISSING);
            assertThat(failure.getMessage()).contains("State sums", "version 1", "partition 0 of 2");
            assertThat(states.isPublished("sums", 1)).isFalse();
            assertMissing(wc, view(1), 1);
            run(wc, step, List.of(0), new Action.Count());
            states.publish("sums", 1, 2);
            assertThat(partitions(wc, view(1))).containsExactly(List.of(1), List.of(10));
            assertThat(calls.hits()).isEqualTo(2);
        }
    }

    @Test
    default void failedStep_leavesNoDraft_andIsNamed() {
        try (WaterclockContext wc = open(2)) {
            StatefulFunction bad = (partition, version, previous, in) -> {
                in.next();
                throw new IllegalStateException("no room");
            };
            Lineage step = new Lineage.Stateful(at("updateState", 21), source(List.of(1, 2), 1), "s", NONE, 1, bad);
            WaterclockException failure = failureOf(() -> partitions(wc, step));
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(failure)
                    .hasMessage("updateState at Orders.java:21 failed in partition 0: "
                            + "java.lang.IllegalStateException: no room (attempt 1 of 1)");
            StatefulFunction badLater = (partition, version, previous, in) -> new StatefulFunction.Update(
                    "state",
                    java.util.stream.Stream.of(1)
                            .map(x -> {
                                if (x > 0) {
                                    throw new IllegalStateException("half way");
                                }
                                return x;
                            })
                            .iterator());
            Lineage halfWay =
                    new Lineage.Stateful(at("updateState", 22), source(List.of(1, 2), 1), "s", NONE, 1, badLater);
            assertThat(failureOf(() -> partitions(wc, halfWay)))
                    .hasMessageStartingWith("updateState at Orders.java:22 failed in partition 0: ");
            assertThat(failureOf(() -> wc.engine().states().publish("s", 1, 1)).code())
                    .isEqualTo(ErrorCode.STATE_VERSION_MISSING);
            Lineage badReader = new Lineage.StateView(at("stateSnapshots", 31), "sums", 1, 2, null, state -> null);
            partitions(wc, sums(Probe.create(), List.of(1, 10), NONE, 1));
            wc.engine().states().publish("sums", 1, 2);
            assertThat(failureOf(() -> partitions(wc, badReader)).getMessage())
                    .matches("stateSnapshots at Orders\\.java:31 failed in partition [01]: .*");
        }
    }

    @Test
    default void statesOfDifferentNames_andOfDifferentEngines_areStrangers() {
        try (WaterclockContext wc = open(2);
                WaterclockContext other = open(2)) {
            partitions(wc, sums(Probe.create(), List.of(1, 10), NONE, 1));
            wc.engine().states().publish("sums", 1, 2);
            assertMissing(other, view(1), 1);
            Lineage elsewhere = new Lineage.StateView(
                    at("state", 1), "totals", 1, 2, null, s -> List.of(s).iterator());
            assertThat(failureOf(() -> partitions(wc, elsewhere)).getMessage()).contains("State totals");
        }
    }

    @Test
    default void step_canFollowAShuffle_andFeedOperatorsAndOtherSteps() {
        try (WaterclockContext wc = open(2)) {
            StatefulFunction counts = (partition, version, previous, in) -> {
                @SuppressWarnings("unchecked")
                Map<String, Integer> next =
                        previous == null ? new TreeMap<>() : new TreeMap<>((Map<String, Integer>) previous);
                while (in.hasNext()) {
                    Tuple2<?, ?> word = (Tuple2<?, ?>) in.next();
                    next.merge((String) word._1(), (Integer) word._2(), Integer::sum);
                }
                List<Object> all = new ArrayList<>();
                next.forEach((word, n) -> all.add(pair(word, n)));
                return new StatefulFunction.Update(next, all.iterator());
            };
            Probe further = Probe.create();
            for (long batch = 1; batch <= 3; batch++) {
                Lineage words = source(List.of(pair("a", 1), pair("b", 1), pair("a", 1), pair("c", 1)), 3);
                Lineage spread = new Lineage.Shuffle(
                        at("reduceByKey", 1),
                        words,
                        new HashPartitioner(1),
                        new Combiner.Reduce((Object x, Object y) -> (Integer) x + (Integer) y),
                        null);
                long before = batch == 1 ? NONE : batch - 1;
                Lineage counted =
                        new Lineage.Stateful(at("updateStateByKey", 2), spread, "counts", before, batch, counts);
                Lineage values = narrow(
                        counted, "map", 3, NarrowKind.MAP, (Function<Tuple2<String, Integer>, Integer>) Tuple2::_2);
                Lineage total = new Lineage.Stateful(
                        at("updateState", 4), values, "total", before, batch, (partition, version, previous, in) -> {
                            int sum = previous == null ? 0 : (Integer) previous;
                            while (in.hasNext()) {
                                sum += (Integer) in.next();
                            }
                            return new StatefulFunction.Update(
                                    sum, List.of(further.saw(sum)).iterator());
                        });
                int n = (int) batch;
                assertThat(partitions(wc, total)).containsExactly(List.of(4 * n * (n + 1) / 2));
                assertThat(partitions(wc, counted))
                        .containsExactly(List.of(pair("a", 2 * n), pair("b", n), pair("c", n)));
                wc.engine().states().publish("counts", batch, 1);
                wc.engine().states().publish("total", batch, 1);
            }
            assertThat(further.seen()).containsExactly(4, 12, 24);
        }
    }

    @Test
    default void view_knowsItsPartitions_andIsReadAgainAndAgain() {
        try (WaterclockContext wc = open(2)) {
            Probe calls = Probe.create();
            partitions(wc, sums(calls, range(0, 10), NONE, Long.MAX_VALUE));
            wc.engine().states().publish("sums", Long.MAX_VALUE, 2);
            Lineage view = view(Long.MAX_VALUE);
            assertThat(partitions(wc, view)).isEqualTo(partitions(wc, view));
            assertThat(run(wc, view, List.of(1), new Action.Collect())).containsExactly(new Object[] {35});
        }
    }
}
