// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.function.Function;
import io.waterclock.rdd.Operator;
import io.waterclock.util.CallSite;
import java.util.ArrayList;
import java.util.List;
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
}
