// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Lineage;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By which name a state is known: the program's, else one that stays as the program around it changes. */
class StateNamesTest {
    private StreamingTestKit kit;
    private DStream<Integer> input;
    private final List<String> names = new ArrayList<>();

    @BeforeEach
    void open() {
        kit = StreamingTestKit.create();
        input = kit.input(Integer.class).stream();
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private PairDStream<Integer, Integer> pairs() {
        return input.mapToPair(n -> new Tuple2<>(n, n));
    }

    private static Optional<Integer> keep(List<Integer> values, Optional<Integer> state) {
        return Optional.of(1);
    }

    private static StateSpec<Integer, Integer, Integer, String> spec() {
        return StateSpec.function((key, value, state) -> "x");
    }

    private <T> void show(DStream<T> stream) {
        stream.foreachRDD(rdd -> names.add(nameOf(rdd)));
    }

    private <K, V> void show(PairDStream<K, V> stream) {
        stream.foreachRDD(rdd -> names.add(nameOf(rdd)));
    }

    /** As the engine knows it, without what tells contexts apart. */
    private static String nameOf(AbstractRDD<?, ?> rdd) {
        String name = rdd.lineage() instanceof Lineage.StateView view
                ? view.name()
                : ((Lineage.Stateful) rdd.lineage()).name();
        assertThat(name).matches(".* of stream \\d+");
        return name.substring(0, name.lastIndexOf(" of stream "));
    }

    private List<String> names() {
        kit.advance(1);
        return names;
    }

    /** The names of the states of a program that is run on a kit of its own. */
    private static List<String> namesOf(Consumer<StateNamesTest> program) {
        StateNamesTest other = new StateNamesTest();
        other.open();
        try {
            program.accept(other);
            return other.names();
        } finally {
            other.close();
        }
    }

    // ---- given names

    @Test
    void namedStream_givesItsStateTheName() {
        show(pairs().updateStateByKey(StateNamesTest::keep).named("kept"));
        MapWithStateDStream<Integer, Integer, Integer, String> mapped = pairs().mapWithState(spec());
        mapped.named("mapped");
        show(mapped);
        show(mapped.stateSnapshots().named("snapshots"));
        assertThat(names()).containsExactly("kept", "mapped", "mapped");
    }

    @Test
    void nameOfTheSpec_goesBeforeThatOfTheStream() {
        MapWithStateDStream<Integer, Integer, Integer, String> mapped = pairs().mapWithState(spec().name("state"));
        mapped.named("stream");
        show(mapped);
        assertThat(names()).containsExactly("state");
    }

    @Test
    void nameOfAStreamWithoutAState_isFreeForAState() {
        pairs().named("visits");
        show(pairs().mapWithState(spec().name("visits")));
        assertThat(names()).containsExactly("visits");
    }

    @Test
    void twoSpecsOfOneName_areRefusedAtTheCall() {
        pairs().mapWithState(spec().name("visits"));
        assertThatThrownBy(() -> pairs().mapWithState(spec().name("visits")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two states are named \"visits\": mapWithState at StateNamesTest.java:");
    }

    @Test
    void oneSpecForTwoStreams_isRefusedIfItHasAName() {
        StateSpec<Integer, Integer, Integer, String> named = spec().name("visits");
        pairs().mapWithState(named);
        assertThatThrownBy(() -> pairs().mapWithState(named))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two states are named \"visits\"");
    }

    @Test
    void stateNamedAsTheStreamOfAnother_isRefusedAtTheStart() {
        show(pairs().updateStateByKey(StateNamesTest::keep).named("visits"));
        show(pairs().mapWithState(spec().name("visits")));
        assertThatThrownBy(() -> kit.start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "Two states are named \"visits\": that of updateStateByKey at StateNamesTest.java:")
                .hasMessageContaining(", and that of mapWithState at StateNamesTest.java:");
        assertThat(kit.context().getState()).isEqualTo(StreamingContextState.STOPPED);
    }

    @Test
    void nameThatAnotherStateHasByItself_isRefusedAtTheStart() {
        String derived = namesOf(program -> program.show(derivedHere(program))).get(0);
        show(derivedHere(this));
        show(pairs().mapWithState(spec().name(derived)));
        assertThatThrownBy(() -> kit.start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two states are named \"" + derived + "\"");
    }

    private static PairDStream<Integer, Integer> derivedHere(StateNamesTest program) {
        return program.pairs().updateStateByKey(StateNamesTest::keep);
    }

    // ---- derived names

    @Test
    void stateWithoutAName_isCalledByOperatorOrdinalAndMethod() {
        show(pairs().updateStateByKey(StateNamesTest::keep));
        show(pairs().mapWithState(spec()));
        show(pairs().updateStateByKey(StateNamesTest::keep));
        String here = " in StateNamesTest#stateWithoutAName_isCalledByOperatorOrdinalAndMethod";
        assertThat(names())
                .containsExactly("updateStateByKey 1" + here, "mapWithState 1" + here, "updateStateByKey 2" + here);
    }

    @Test
    void statesOfOtherMethods_doNotCount() {
        show(derivedHere(this));
        show(derivedHere(this));
        show(pairs().updateStateByKey(StateNamesTest::keep));
        assertThat(names())
                .containsExactly(
                        "updateStateByKey 1 in StateNamesTest#derivedHere",
                        "updateStateByKey 2 in StateNamesTest#derivedHere",
                        "updateStateByKey 1 in StateNamesTest#statesOfOtherMethods_doNotCount");
    }

    @Test
    void namingOneState_leavesTheNamesOfTheOthers() {
        show(derivedHere(this).named("first"));
        show(derivedHere(this));
        assertThat(names()).containsExactly("first", "updateStateByKey 2 in StateNamesTest#derivedHere");
    }

    private static final class Before {
        static void describe(StateNamesTest program) {
            program.show(program.pairs().updateStateByKey(StateNamesTest::keep));
            program.show(program.pairs().mapWithState(spec()));
        }
    }

    private static final class After {
        static void describe(StateNamesTest program) {
            DStream<Integer> positive = program.input.filter(n -> n > 0);

            PairDStream<Integer, Integer> both =
                    positive.mapToPair(n -> new Tuple2<>(n, n)).reduceByKey(Integer::sum);
            program.show(both.updateStateByKey(StateNamesTest::keep));
            both.groupByKey().foreachRDD(rdd -> {});
            program.show(both.mapValues(n -> n + 1).mapWithState(spec()));
        }
    }

    @Test
    void linesAndStatelessOperators_addedToTheProgram_leaveTheNames() {
        List<String> before = namesOf(Before::describe);
        List<String> after = namesOf(After::describe);
        assertThat(before)
                .containsExactly(
                        "updateStateByKey 1 in StateNamesTest$Before#describe",
                        "mapWithState 1 in StateNamesTest$Before#describe");
        assertThat(after.stream().map(name -> name.replace("$After", "$Before")))
                .isEqualTo(before);
    }

    @Test
    void stateInALambda_isCalledByTheMethodAroundIt() {
        Supplier<PairDStream<Integer, Integer>> plain = () -> pairs().updateStateByKey(StateNamesTest::keep);
        Supplier<Supplier<PairDStream<Integer, Integer>>> nested =
                () -> () -> pairs().updateStateByKey(StateNamesTest::keep);
        show(plain.get());
        show(nested.get().get());
        String here = " in StateNamesTest#stateInALambda_isCalledByTheMethodAroundIt";
        assertThat(names()).containsExactly("updateStateByKey 1" + here, "updateStateByKey 2" + here);
    }

    @FunctionalInterface
    private interface Described extends Serializable {
        PairDStream<Integer, Integer> by(StateNamesTest program);
    }

    /** The compiler puts a hash into the name of such a lambda, which changes with what the lambda captures. */
    @Test
    void stateInALambdaThatCanBeSerialized_isCalledByTheMethodAroundIt() {
        String captured = names.toString();
        Described plain = program -> program.pairs().updateStateByKey(StateNamesTest::keep);
        Described capturing =
                program -> program.pairs().updateStateByKey((values, state) -> Optional.of(captured.length()));
        show(plain.by(this));
        show(capturing.by(this));
        String here = " in StateNamesTest#stateInALambdaThatCanBeSerialized_isCalledByTheMethodAroundIt";
        assertThat(names()).containsExactly("updateStateByKey 1" + here, "updateStateByKey 2" + here);
    }
}
