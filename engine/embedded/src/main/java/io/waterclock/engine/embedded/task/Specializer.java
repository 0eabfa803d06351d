// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.engine.embedded.closure.CombineFunctions;
import io.waterclock.rdd.NarrowKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives a stage loops of its own: copies the template classes as hidden classes, with the stage's functions and the next
 * part of the chain as constants.
 *
 * <p>Shared classes would become megamorphic as soon as a second stage ran: a chain of shared operators costs 9 to 19
 * times a hand-written loop, copies of these templates 1.0 to 1.3 times. A copy is made of the bytes that javac
 * compiled, so a debugger and a stack trace (but for hidden frames) show ordinary Java. Hidden classes go when the stage
 * is forgotten.
 */
@SuppressWarnings("NullAway") // class data is an array with a null where a function is read from the run
final class Specializer {
    /** Operators in one loop. */
    static final int SLOTS = 16;

    static final int NONE = -1;
    static final int MAP = 0;
    static final int FILTER = 1;
    static final int MAP_TO_PAIR = 2;
    static final int MAP_VALUES = 3;
    static final int KEYS = 4;
    static final int VALUES = 5;
    static final int FLAT_MAP = 6;
    static final int FLAT_MAP_TO_PAIR = 7;
    static final int FLAT_MAP_VALUES = 8;
    static final int MAP_TO_DOUBLE = 9;
    static final int KEY_BY = 10;
    /** Not an operator: the go-between of two loops, where a chain is longer than one has slots. */
    static final int RELAY = 11;

    private static final Lookup LOOKUP = MethodHandles.lookup();
    private static final Map<Class<?>, byte[]> BYTES = new ConcurrentHashMap<>();
    private static final int STOPS = 2;
    private static final int OWN_KIND = 3;
    private static final int OWN_FUNCTION = 4;
    private static final int FIRST_SLOT = 5;

    private Specializer() {}

    /** The loop of a stage, and the parts that can be resumed, by operator. */
    record Stage(Loop loop, @Nullable Push[] flatMaps) {}

    /**
     * Copies the templates for a chain.
     *
     * @param functions null where the function is to be read from the run
     * @param endFunctions as {@link #endFunctions}, null where one is to be read from the run
     * @throws ReflectiveOperationException where hidden classes can't be made
     */
    static Stage specialize(
            List<NarrowKind> kinds, @Nullable Object[] functions, End end, @Nullable Object[] endFunctions)
            throws ReflectiveOperationException {
        Push next = (Push) copy(end.shared().getClass(), endFunctions);
        boolean stops = end == End.BUFFER;
        Push[] flatMaps = new Push[kinds.size()];
        int to = kinds.size();
        while (true) {
            int from = to;
            while (from > 0 && to - from < SLOTS && kinds.get(from - 1).isFlat()) {
                from--;
            }
            Object[] data = data(next, from, to, kinds, functions, stops);
            if (from == 0) {
                return new Stage((Loop) copy(LoopTemplate.class, data), flatMaps);
            }
            if (kinds.get(from - 1).isFlat()) {
                data[OWN_KIND] = RELAY;
                next = (Push) copy(FlatMapTemplate.class, data);
                to = from;
            } else {
                data[OWN_KIND] = code(kinds.get(from - 1));
                data[OWN_FUNCTION] = functions[from - 1];
                next = (Push) copy(FlatMapTemplate.class, data);
                flatMaps[from - 1] = next;
                to = from - 1;
            }
        }
    }

    private static Object[] data(
            Push next, int from, int to, List<NarrowKind> kinds, @Nullable Object[] functions, boolean stops)
            throws ReflectiveOperationException {
        Object[] data = new Object[FIRST_SLOT + 2 * SLOTS];
        data[0] = next;
        data[1] = from;
        data[STOPS] = stops;
        for (int slot = 0; slot < SLOTS; slot++) {
            int at = from + slot;
            int kind = at < to ? code(kinds.get(at)) : NONE;
            data[FIRST_SLOT + 2 * slot] = kind;
            data[FIRST_SLOT + 2 * slot + 1] =
                    at < to ? copy(StepTemplate.class, new Object[] {at, kind, functions[at]}) : null;
        }
        return data;
    }

    private static int code(NarrowKind kind) {
        return switch (kind) {
            case MAP -> MAP;
            case FILTER -> FILTER;
            case MAP_TO_PAIR -> MAP_TO_PAIR;
            case MAP_TO_DOUBLE -> MAP_TO_DOUBLE;
            case KEY_BY -> KEY_BY;
            case MAP_VALUES -> MAP_VALUES;
            case KEYS -> KEYS;
            case VALUES -> VALUES;
            case FLAT_MAP -> FLAT_MAP;
            case FLAT_MAP_TO_PAIR -> FLAT_MAP_TO_PAIR;
            case FLAT_MAP_VALUES -> FLAT_MAP_VALUES;
            case MAP_PARTITIONS, MAP_PARTITIONS_WITH_INDEX ->
                throw new IllegalArgumentException(kind + " is not part of a chain");
        };
    }

    private static Object copy(Class<?> template, @Nullable Object[] data) throws ReflectiveOperationException {
        Lookup copy =
                LOOKUP.defineHiddenClassWithClassData(BYTES.computeIfAbsent(template, Specializer::bytes), data, true);
        var constructor = copy.lookupClass().getDeclaredConstructor();
        return constructor.newInstance();
    }

    /** The class file of a template. */
    static byte[] bytes(Class<?> template) {
        String name = template.getSimpleName() + ".class";
        try (InputStream in = template.getResourceAsStream(name)) {
            if (in == null) {
                throw new UncheckedIOException(new IOException(name + " is not beside its class"));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- called by the copies while they initialize

    /** What a copy was given; null in the template itself. */
    static @Nullable Object[] data(Lookup copy) {
        try {
            return MethodHandles.classData(copy, "_", Object[].class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    static int kind(@Nullable Object[] data, int slot) {
        return (Integer) data[FIRST_SLOT + 2 * slot];
    }

    static @Nullable Step step(@Nullable Object[] data, int slot) {
        return (Step) data[FIRST_SLOT + 2 * slot + 1];
    }

    static boolean stops(@Nullable Object[] data) {
        return (Boolean) data[STOPS];
    }

    static int ownKind(@Nullable Object[] data) {
        return (Integer) data[OWN_KIND];
    }

    static @Nullable Object ownFunction(@Nullable Object[] data) {
        return data[OWN_FUNCTION];
    }

    /** The constant function at the end of a chain; null in the shared form, which reads it from the run. */
    static @Nullable Object terminalFunction(Lookup copy) {
        Object[] data = data(copy);
        return data == null ? null : data[0];
    }

    /** The constant function that makes a combined value of the first one of a key; as {@link #terminalFunction}. */
    static @Nullable Object createFunction(Lookup copy) {
        Object[] data = data(copy);
        return data == null ? null : data[1];
    }

    /** The functions at the end of a chain: the one that is called for each record, and the one that begins, or null. */
    static @Nullable Object[] endFunctions(@Nullable Object function) {
        return function instanceof CombineFunctions functions
                ? new @Nullable Object[] {functions.take(), functions.create()}
                : new @Nullable Object[] {function, null};
    }
}
