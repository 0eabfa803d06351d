// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.engine.StateVersions;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Lineage;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** States over a stream that has an RDD in every third batch only: they go on there, and nowhere else. */
@ParameterizedClass
@ValueSource(strings = {"local", "inline[2]", "local[2]"})
class StateSlidesTest {
    /** Static, since a task may have a copy of its function. */
    private static final AtomicInteger CALLS = new AtomicInteger();

    @Parameter
    String master;

    private StreamingTestKit kit;
    private TestInput<String> input;
    private PairDStream<String, Integer> everyThird;
    private long zeroMs;

    @BeforeEach
    void open() {
        CALLS.set(0);
        kit = StreamingTestKit.builder().master(master).build();
        zeroMs = kit.clock().currentTimeMs();
        input = kit.input();
        everyThird = input.stream()
                .window(Durations.seconds(3), Durations.seconds(3))
                .mapToPair(word -> new Tuple2<>(word, 1));
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private void batches(String... words) {
        for (String word : words) {
            if (!word.isEmpty()) {
                input.push(word);
            }
            kit.advance(1);
        }
    }

    private Time at(int second) {
        return new Time(zeroMs + second * 1000L);
    }

    private static Optional<Integer> count(List<Integer> values, Optional<Integer> state) {
        CALLS.incrementAndGet();
        return Optional.of(state.orElse(0) + values.size());
    }

    private static String counted(Time time, String key, State<Integer> state) {
        long second = time.milliseconds() / 1000 % 60;
        if (state.isTimingOut()) {
            return key + " ends at " + second;
        }
        state.update(state.getOption().orElse(0) + 1);
        return key + "=" + state.get() + " at " + second;
    }

    private MapWithStateDStream<String, Integer, Integer, String> mapped() {
        return everyThird.mapWithState(StateSpec.<String, Integer, Integer, String>function(
                        (time, key, value, state) -> Optional.of(counted(time, key, state)))
                .timeout(Durations.seconds(4)));
    }

    @Test
    void updateStateByKey_isCalledOnceASlide_forEveryKnownKey() {
        PairDStream<String, Integer> counts = everyThird.updateStateByKey(StateSlidesTest::count);
        TestOutput<Tuple2<String, Integer>> seen = kit.collect(counts);
        batches("a", "b", "a", "", "", "b", "", "");
        assertThat(counts.slideDuration()).isEqualTo(Durations.seconds(3));
        assertThat(seen.times()).containsExactly(at(3), at(6));
        assertThat(seen.batch(0)).containsExactlyInAnyOrder(new Tuple2<>("a", 2), new Tuple2<>("b", 1));
        assertThat(seen.batch(1)).containsExactlyInAnyOrder(new Tuple2<>("a", 2), new Tuple2<>("b", 2));
        assertThat(CALLS).hasValue(4);
    }

    @Test
    void mapWithState_goesOnASlide_andTimesOutInTheFirstSlideAfterItFallsDue() {
        MapWithStateDStream<String, Integer, Integer, String> mapped = mapped();
        TestOutput<String> seen = kit.collect(mapped);
        TestOutput<Tuple2<String, Integer>> snapshots = kit.collect(mapped.stateSnapshots());
        batches("a", "", "a", "b", "", "", "", "", "", "", "", "");
        assertThat(seen.times()).containsExactly(at(3), at(6), at(9), at(12));
        assertThat(seen.batches())
                .containsExactly(
                        List.of("a=1 at 3", "a=2 at 3"),
                        List.of("b=1 at 6"),
                        List.of("a ends at 9"), // due after seven seconds
                        List.of("b ends at 12"));
        assertThat(snapshots.times()).isEqualTo(seen.times());
        assertThat(snapshots.batch(1)).containsExactlyInAnyOrder(new Tuple2<>("a", 2), new Tuple2<>("b", 1));
        assertThat(snapshots.last()).isEmpty();
    }

    @Test
    void versions_areOfSlides_andStayAsLongAsTheyAreRemembered() {
        PairDStream<String, Integer> counts = everyThird.updateStateByKey(StateSlidesTest::count);
        Seen<AbstractRDD<?, ?>> rdds = new Seen<>();
        counts.foreachRDD(rdd -> rdds.add(rdd));
        kit.context().remember(Durations.seconds(5));
        batches("a", "", "", "", "", "a", "", "a", "");
        assertThat(published(((Lineage.StateView) rdds.now().get(0).lineage()).name()))
                .containsExactly(6, 9);
        batches("");
        assertThat(counts.slice(at(8), at(10)).stream().map(rdd -> rdd.collect().toString()))
                .as("times between stand for the slide before")
                .containsExactly("[(a,2)]", "[(a,3)]");
        batches("");
        assertThat(counts.slice(at(6), at(11)))
                .as("five seconds after the slide at 6")
                .hasSize(1);
        assertThat(published(((Lineage.StateView) rdds.now().get(0).lineage()).name()))
                .containsExactly(9);
    }

    private List<Integer> published(String name) {
        StateVersions states = kit.waterclockContext().engine().states();
        TreeSet<Integer> seconds = new TreeSet<>();
        for (int second = 0; second <= 12; second++) {
            if (states.isPublished(name, at(second).milliseconds())) {
                seconds.add(second);
            }
        }
        return List.copyOf(seconds);
    }

    @Test
    void slidesThatAreLate_goOnInTheirOrder_eachAtItsOwnTime() {
        TestOutput<String> seen = kit.collect(mapped());
        batches("a", "", "");
        kit.jump(Durations.seconds(12));
        assertThat(seen.times()).containsExactly(at(3), at(6), at(9), at(12), at(15));
        assertThat(seen.batches())
                .containsExactly(List.of("a=1 at 3"), List.of(), List.of("a ends at 9"), List.of(), List.of());
    }

    @Test
    void stateOverASlower_andStreamOfEachBatch_goOnBesideEachOther() {
        TestOutput<Tuple2<String, Integer>> each = kit.collect(
                input.stream().mapToPair(word -> new Tuple2<>(word, 1)).updateStateByKey(StateSlidesTest::count));
        TestOutput<Tuple2<String, Integer>> third = kit.collect(everyThird.updateStateByKey(StateSlidesTest::count));
        TestOutput<Integer> highest = kit.collect(everyThird
                .updateStateByKey(StateSlidesTest::count)
                .reduceByWindow(
                        (one, other) -> one._2() >= other._2() ? one : other,
                        Durations.seconds(6),
                        Durations.seconds(6))
                .map(pair -> pair._2()));
        batches("a", "a", "b", "a", "b", "b");
        assertThat(each.batches()).hasSize(6);
        assertThat(each.last()).containsExactlyInAnyOrder(new Tuple2<>("a", 3), new Tuple2<>("b", 3));
        assertThat(third.last()).containsExactlyInAnyOrder(new Tuple2<>("a", 3), new Tuple2<>("b", 3));
        assertThat(highest.batches()).containsExactly(List.of(3));
    }
}
