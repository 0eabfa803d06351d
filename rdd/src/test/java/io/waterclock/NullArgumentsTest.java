// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.compress.GzipCodec;
import io.waterclock.rdd.DoubleRDD;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.LongAccumulator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every argument of a public method of an RDD or a context is refused by name, at the call and before any job, when it is null;
 * but for those that are marked as such that may be, and those of any type, such as a zero value or a key.
 */
class NullArgumentsTest {
    private final NoEngine engine = new NoEngine();
    private final WaterclockContext context = new WaterclockContext(new WaterclockConf(false), engine);
    private final RDD<Object> rdd = context.parallelize(List.of(1, 2), 2);
    private final PairRDD<Object, Object> pairs = rdd.keyBy(x -> x);
    private final DoubleRDD doubles = rdd.mapToDouble(x -> 1);

    @TestFactory
    Stream<DynamicTest> argumentThatIsNull_isRefusedByName() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Object on : List.of(context, rdd, pairs, doubles)) {
            for (Method method : on.getClass().getMethods()) {
                if (method.getDeclaringClass() != Object.class && !method.isBridge()) {
                    ofEach(method, on, tests);
                }
            }
        }
        for (Constructor<?> constructor : WaterclockContext.class.getConstructors()) {
            ofEach(constructor, null, tests);
        }
        assertThat(tests).hasSizeGreaterThan(200);
        return tests.stream();
    }

    private void ofEach(Executable method, @Nullable Object on, List<DynamicTest> tests) {
        for (int i = 0; i < method.getParameterCount(); i++) {
            if (!mayBeNull(method, i)) {
                int argument = i;
                String name = method.toGenericString().replaceAll("\\b[a-z.]+\\.", "") + ", argument " + i;
                tests.add(DynamicTest.dynamicTest(name, () -> assertRefused(method, on, argument)));
            }
        }
    }

    private static boolean mayBeNull(Executable method, int argument) {
        return method.getParameterTypes()[argument].isPrimitive()
                || method.getGenericParameterTypes()[argument] instanceof TypeVariable<?>
                || mayBeAbsent(method, argument);
    }

    private static boolean mayBeAbsent(Executable method, int argument) {
        return method.getAnnotatedParameterTypes()[argument].isAnnotationPresent(Nullable.class);
    }

    private void assertRefused(Executable method, @Nullable Object on, int argument) {
        @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == argument || mayBeAbsent(method, i) ? null : valueOf(method.getParameterTypes()[i], on);
        }
        Throwable thrown = null;
        try {
            call(method, on, arguments);
        } catch (InvocationTargetException e) {
            thrown = e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        assertThat(thrown)
                .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class)
                .message()
                .matches(
                        "\\w+: (the [\\w ]+ is null|.*not \"null\"|\"null\" is no .*)|The value of [\\w.]+ can't be null");
        assertThat(engine.jobs).isEmpty();
    }

    private static void call(Executable method, @Nullable Object on, @Nullable Object[] arguments)
            throws ReflectiveOperationException {
        if (method instanceof Constructor<?> constructor) {
            constructor.newInstance(arguments);
        } else {
            ((Method) method).invoke(Modifier.isStatic(method.getModifiers()) ? null : on, arguments);
        }
    }

    /** An argument that is all right. */
    private Object valueOf(Class<?> type, @Nullable Object on) {
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 1);
        }
        if (type.isInterface() && type.getPackageName().equals("io.waterclock.function")) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, given) -> null);
        }
        Stream<Object> values = Stream.of(
                1,
                1L,
                0.5,
                false,
                "gzip",
                List.of("gzip"),
                Map.of(),
                new HashPartitioner(2),
                Comparator.naturalOrder(),
                StorageLevel.MEMORY_ONLY,
                new LongAccumulator(),
                new WaterclockConf(),
                GzipCodec.class,
                (Partition) () -> 0);
        return Stream.concat(values, Stream.of(on == null ? context : on, rdd, pairs, doubles, context))
                .filter(value -> wrapped(type).isInstance(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no value of " + type));
    }

    private static Class<?> wrapped(Class<?> type) {
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0).getClass() : type;
    }
}
