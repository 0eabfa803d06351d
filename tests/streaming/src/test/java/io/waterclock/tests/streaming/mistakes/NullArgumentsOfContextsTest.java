// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.WaterclockConf;
import io.waterclock.function.Function;
import io.waterclock.function.Function0;
import io.waterclock.function.Function2;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.file.FileFormat;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.loop.Surroundings;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.junit.StreamingTest;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every argument of a public method of a streaming context is refused, naming the method, when it is null; but for those that are marked as such that may be. */
@StreamingTest
class NullArgumentsOfContextsTest {
    @Test
    void argumentThatIsNull_isRefusedByName(StreamingTestKit kit) {
        List<Executable> all = new ArrayList<>(List.of(StreamingContext.class.getConstructors()));
        all.removeIf(
                constructor -> List.of(constructor.getParameterTypes()).contains(Surroundings.class)); // for test kits
        for (Method method : StreamingContext.class.getMethods()) {
            if (method.getDeclaringClass() == StreamingContext.class && !method.isBridge()) {
                all.add(method);
            }
        }
        SoftAssertions softly = new SoftAssertions();
        int looked = 0;
        for (Executable method : all) {
            for (int i = 0; i < method.getParameterCount(); i++) {
                if (!method.getParameterTypes()[i].isPrimitive() && !mayBeNull(method, i)) {
                    softly.assertThat(thrownBy(method, kit, i))
                            .as("%s, argument %s", method, i)
                            .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class)
                            .message()
                            .matches(".+( is null(;.*)?| is \"null\".*|can't be null)");
                    looked++;
                }
            }
        }
        softly.assertAll();
        assertThat(looked).isGreaterThan(40);
    }

    private static boolean mayBeNull(Executable method, int argument) {
        return method.getAnnotatedParameterTypes()[argument].isAnnotationPresent(Nullable.class);
    }

    private static Throwable thrownBy(Executable method, StreamingTestKit kit, int absent) {
        @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == absent || mayBeNull(method, i) ? null : valueOf(method.getParameterTypes()[i], kit);
        }
        try {
            if (method instanceof Method call) {
                call.invoke(Modifier.isStatic(method.getModifiers()) ? null : kit.context(), arguments);
            } else {
                ((java.lang.reflect.Constructor<?>) method).newInstance(arguments);
            }
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return new AssertionError("nothing was thrown");
    }

    /** An argument that is all right. */
    private static Object valueOf(Class<?> type, StreamingTestKit kit) {
        Map<Class<?>, Object> values = Map.ofEntries(
                Map.entry(int.class, 9_999),
                Map.entry(boolean.class, true),
                Map.entry(long.class, 1L),
                Map.entry(String.class, "inline"),
                Map.entry(String[].class, new String[0]),
                Map.entry(Map.class, Map.of()),
                Map.entry(Duration.class, Duration.ofSeconds(1)),
                Map.entry(WaterclockConf.class, new WaterclockConf(false)),
                Map.entry(io.waterclock.WaterclockContext.class, kit.waterclockContext()),
                Map.entry(StorageLevel.class, StorageLevel.MEMORY_ONLY),
                Map.entry(Function.class, (Function<Object, Object>) x -> x),
                Map.entry(Function0.class, (Function0<Object>) kit::context),
                Map.entry(Function2.class, (Function2<Object, Object, Object>) (x, y) -> x),
                Map.entry(FileFormat.class, FileFormat.text()),
                Map.entry(Queue.class, new ArrayDeque<>()),
                Map.entry(List.class, List.of(kit.context().queueStream(new ArrayDeque<>()))),
                Map.entry(DStream[].class, new DStream<?>[0]),
                Map.entry(PairDStream[].class, new PairDStream<?, ?>[0]),
                Map.entry(Class.class, String.class),
                Map.entry(StreamingListener.class, new StreamingListener() {}),
                Map.entry(Receiver.class, new Idle()));
        return values.getOrDefault(type, "");
    }

    /** Stores nothing. */
    private static final class Idle extends Receiver<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void onStart() {}

        @Override
        public void onStop() {}
    }

    @Test
    void streamThatIsNull_isRefusedByName(StreamingTestKit kit) {
        DStream<Integer> stream = kit.context().queueStream(new ArrayDeque<>());
        List<DStream<?>> streams = new ArrayList<>();
        streams.add(stream);
        streams.add(null);
        SoftAssertions softly = new SoftAssertions();
        softly.assertThatThrownBy(() -> kit.context().union(stream, null))
                .hasMessageMatching("union at NullArgumentsOfContextsTest.java:\\d+: the stream of the list is null");
        softly.assertThatThrownBy(() -> kit.context().transform(streams, (rdds, time) -> null))
                .hasMessageMatching(
                        "transform at NullArgumentsOfContextsTest.java:\\d+: the stream of the list is null");
        softly.assertAll();
    }
}
