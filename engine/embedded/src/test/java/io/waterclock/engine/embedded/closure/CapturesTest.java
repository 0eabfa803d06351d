// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.function.Function;
import io.waterclock.function.OutsideTasks;
import io.waterclock.rdd.AccumulatorV2;
import io.waterclock.rdd.Broadcast;
import io.waterclock.rdd.LongAccumulator;
import io.waterclock.rdd.Operator;
import io.waterclock.util.CallSite;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CapturesTest {
    private static final Operator OPERATOR = new Operator("map", new CallSite("Orders#main", "Orders.java:41"));

    @Test
    void aLambdaWithoutCaptures_isStateless() {
        Function<String, Integer> f = Integer::parseInt;
        assertThat(Captures.isStateless(f.getClass())).isTrue();
    }

    @Test
    void immutableCaptures_areShared() {
        int n = 3;
        String text = "x";
        Tuple2<String, Integer> pair = new Tuple2<>("a", 1);
        Function<String, Integer> inner = s -> s.length() + n;
        Function<String, String> f = s -> s + n + text + pair + inner.call(s);
        assertThat(Captures.isStateless(f.getClass())).isFalse();
        assertThat(Captures.mutable(f)).isNull();
        assertThat(new FunctionBinder(false).bind(f, OPERATOR).forAttempt()).isSameAs(f);
    }

    @Test
    void aMutableCapture_isCopiedForEachAttempt() throws Exception {
        List<Integer> seen = new ArrayList<>();
        Function<Integer, Integer> f = x -> {
            seen.add(x);
            return seen.size();
        };
        assertThat(Captures.mutable(f)).isEqualTo("captured value 1, of type java.util.ArrayList");
        FunctionBinder.Bound bound = new FunctionBinder(false).bind(f, OPERATOR);
        for (int attempt = 0; attempt < 3; attempt++) {
            @SuppressWarnings("unchecked")
            Function<Integer, Integer> copy = (Function<Integer, Integer>) bound.forAttempt();
            assertThat(copy).isNotSameAs(f).isInstanceOf(bound.forAttemptClass());
            assertThat(copy.call(7)).isEqualTo(1);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void aMutableCaptureInsideAnImmutableShell_isFound() {
        Tuple2<String, List<Integer>> pair = new Tuple2<>("a", new ArrayList<>());
        Function<Integer, Integer> inner = x -> pair._2().size();
        Function<Integer, Integer> f = x -> inner.call(x);
        assertThat(Captures.mutable(f)).startsWith("captured value 1, of type ");
    }

    @Test
    void whatCantBeCopied_isSharedUnlessStrict() {
        Object lock = new Object();
        Function<Integer, Integer> f = x -> lock.hashCode() + x;
        assertThat(new FunctionBinder(false).bind(f, OPERATOR).forAttempt()).isSameAs(f);
        assertThatThrownBy(() -> new FunctionBinder(true).bind(f, OPERATOR))
                .isInstanceOfSatisfying(
                        WaterclockException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_NOT_SERIALIZABLE))
                .hasMessageContaining("map at Orders.java:41")
                .hasMessageContaining("captured value 1, of type java.lang.Object")
                .hasMessageContaining("waterclock.functions.strict");
    }

    /** A program's own object, which may have a stream, a context or an RDD. */
    private static final class Program {
        private @Nullable OutsideTasks results;
    }

    @Test
    void fieldForWhatIsOutsideTasks_countsWhenItHoldsSome() {
        Program program = new Program();
        Function<Integer, Integer> f = x -> x + (program.results == null ? 0 : 1);
        assertThat(Captures.holdsWhatIsOutsideTasks(f)).isFalse();
        program.results = new OutsideTasks() {};
        assertThat(Captures.holdsWhatIsOutsideTasks(f)).isTrue();
    }

    // ---- shared variables

    /** A program's own accumulator: the greatest. */
    private static final class Greatest extends AccumulatorV2<Integer, Integer> {
        private static final long serialVersionUID = 1L;
        private int greatest = Integer.MIN_VALUE;

        @Override
        public boolean isZero() {
            return greatest == Integer.MIN_VALUE;
        }

        @Override
        public Greatest copy() {
            Greatest copy = new Greatest();
            copy.greatest = greatest;
            return copy;
        }

        @Override
        public void reset() {
            greatest = Integer.MIN_VALUE;
        }

        @Override
        public void add(Integer value) {
            greatest = Math.max(greatest, value);
        }

        @Override
        public void merge(AccumulatorV2<Integer, Integer> other) {
            add(other.value());
        }

        @Override
        public Integer value() {
            return greatest;
        }
    }

    @Test
    void registeredAccumulatorsAndBroadcasts_areShared() {
        LongAccumulator sum = new LongAccumulator();
        sum.register(0, null);
        Broadcast<List<Integer>> table = new Broadcast<>(1, new ArrayList<>());
        Function<Integer, Integer> f = x -> {
            sum.add(x);
            return table.value().size();
        };
        assertThat(Captures.mutable(f)).isNull();
        assertThat(new FunctionBinder(true).bind(f, OPERATOR).forAttempt()).isSameAs(f);
    }

    @Test
    void accumulatorThatIsNotRegistered_isRefused() {
        LongAccumulator sum = new LongAccumulator();
        Function<Integer, Integer> f = x -> {
            sum.add(x);
            return x;
        };
        assertThatThrownBy(() -> new FunctionBinder(false).bind(f, OPERATOR))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("An accumulator of type io.waterclock.rdd.LongAccumulator isn't registered. Call"
                        + " WaterclockContext.register(accumulator) before a function holds it");
    }

    @Test
    void functionWithAnAccumulatorOfTheProgramsOwn_isCopied_withoutIt() throws Exception {
        Greatest greatest = new Greatest();
        greatest.register(0, "greatest");
        Function<Integer, Integer> f = x -> {
            greatest.add(x);
            return x;
        };
        FunctionBinder.Bound bound = new FunctionBinder(false).bind(f, OPERATOR);
        assertThat(bound.forAttempt()).isNotSameAs(f);
        @SuppressWarnings("unchecked")
        Function<Integer, Integer> outsideTasks = (Function<Integer, Integer>) bound.forAttempt();
        outsideTasks.call(3);
        assertThat(greatest.value()).isEqualTo(3);
    }

    @Test
    void functionThatCantBeCopied_withAnAccumulatorThatMustBe_isRefused() {
        Greatest greatest = new Greatest();
        greatest.register(4, "greatest");
        Object bare = new Object();
        Function<Integer, Integer> f = x -> {
            greatest.add(x);
            return bare.hashCode();
        };
        assertThatThrownBy(() -> new FunctionBinder(false).bind(f, OPERATOR))
                .isInstanceOfSatisfying(
                        WaterclockException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_NOT_SERIALIZABLE))
                .hasMessageContaining(
                        "but it holds Greatest(accumulator 4 (greatest)) too, of which each task needs a copy");
    }
}
