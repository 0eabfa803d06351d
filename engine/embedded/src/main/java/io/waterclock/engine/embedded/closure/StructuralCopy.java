// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import static java.util.Map.entry;

import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.function.Immutables;
import io.waterclock.function.SharedVariable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a lambda that shares what is immutable and clones what isn't: the common collections, arrays and counters.
 * Anything else it refuses, and leaves it to Java serialization, which takes a hundred times as long.
 *
 * <p>How: what is captured twice is copied once, as serialization does it. A lambda is made anew by the constructor of its
 * class, which takes what it captures; that is the JDK's business, so what comes out is looked at, and refused unless its
 * fields hold what was asked for.
 */
@SuppressWarnings("NullAway") // captures and elements may be null
final class StructuralCopy {
    /** Stands for what can't be copied here. */
    private static final Object REFUSED = new Object();

    /** A graph that is deeper goes the long way. */
    private static final int MAX_DEPTH = 16;

    private static final Map<Class<?>, UnaryOperator<Object>> CLONES = Map.ofEntries(
            entry(HashMap.class, v -> ((HashMap<?, ?>) v).clone()),
            entry(LinkedHashMap.class, v -> ((LinkedHashMap<?, ?>) v).clone()),
            entry(TreeMap.class, v -> ((TreeMap<?, ?>) v).clone()),
            entry(EnumMap.class, v -> ((EnumMap<?, ?>) v).clone()),
            entry(ConcurrentHashMap.class, v -> new ConcurrentHashMap<>((ConcurrentHashMap<?, ?>) v)),
            entry(HashSet.class, v -> ((HashSet<?>) v).clone()),
            entry(LinkedHashSet.class, v -> ((LinkedHashSet<?>) v).clone()),
            entry(TreeSet.class, v -> ((TreeSet<?>) v).clone()),
            entry(ArrayList.class, v -> ((ArrayList<?>) v).clone()),
            entry(LinkedList.class, v -> ((LinkedList<?>) v).clone()),
            entry(ArrayDeque.class, v -> ((ArrayDeque<?>) v).clone()),
            entry(BitSet.class, v -> ((BitSet) v).clone()),
            entry(int[].class, v -> ((int[]) v).clone()),
            entry(long[].class, v -> ((long[]) v).clone()),
            entry(double[].class, v -> ((double[]) v).clone()),
            entry(float[].class, v -> ((float[]) v).clone()),
            entry(byte[].class, v -> ((byte[]) v).clone()),
            entry(char[].class, v -> ((char[]) v).clone()),
            entry(short[].class, v -> ((short[]) v).clone()),
            entry(boolean[].class, v -> ((boolean[]) v).clone()),
            entry(AtomicInteger.class, v -> new AtomicInteger(((AtomicInteger) v).get())),
            entry(AtomicLong.class, v -> new AtomicLong(((AtomicLong) v).get())),
            entry(AtomicBoolean.class, v -> new AtomicBoolean(((AtomicBoolean) v).get())),
            entry(StringBuilder.class, v -> new StringBuilder((StringBuilder) v)));

    private static final ClassValue<Constructor<?>[]> LAMBDA = new ClassValue<>() {
        @Override
        protected Constructor<?>[] computeValue(Class<?> type) {
            try {
                return Captures.isLambda(type) && haveExpectedNames(Captures.fields(type))
                        ? accessible(type.getDeclaredConstructors())
                        : new Constructor<?>[0];
            } catch (RuntimeException e) {
                return new Constructor<?>[0]; // its module is closed to us
            }
        }
    };

    /** Collections all of whose elements were seen to be immutable, when they were copied before. */
    private final IdentityHashMap<Object, Boolean> flat;

    /** Null where copies of a copy are made. */
    private final @Nullable Snapshots snapshots;

    private final IdentityHashMap<Object, Object> copies = new IdentityHashMap<>(4);
    private final IdentityHashMap<Object, Boolean> flatCopies = new IdentityHashMap<>(4);
    private final Object root;

    private StructuralCopy(Object original, IdentityHashMap<Object, Boolean> flat, @Nullable Snapshots snapshots) {
        this.snapshots = snapshots;
        this.flat = flat;
        this.root = copy(original, 0);
    }

    /**
     * A copy of a function as it is now, from which further ones are made.
     *
     * @return null when something in it can't be copied so
     */
    static @Nullable StructuralCopy of(Object function, Snapshots snapshots) {
        StructuralCopy copy = new StructuralCopy(function, new IdentityHashMap<>(0), snapshots);
        return copy.root == REFUSED ? null : copy;
    }

    /** One more copy; safe to call from several threads, as long as nobody has got {@link #root}. */
    Object another() {
        StructuralCopy again = new StructuralCopy(root, flatCopies, null);
        if (again.root == REFUSED) {
            throw new IllegalStateException("what was copied once can't be copied again: " + root.getClass());
        }
        return again.root;
    }

    private Object copy(Object value, int depth) {
        if (Immutables.isKnownImmutable(value)) {
            return value;
        }
        if (value instanceof SharedVariable variable) {
            return variable.isSafeInTasks() ? value : REFUSED;
        }
        Object made = copies.get(value);
        if (made != null) {
            return made;
        }
        if (depth > MAX_DEPTH) {
            return REFUSED;
        }
        made = lazy(value);
        if (made != null) {
            copies.put(value, made);
            return made;
        }
        made = container(value);
        if (made != null) {
            copies.put(value, made); // before its elements: it may contain itself
            return flat.containsKey(value) || copyElements(made, depth) ? made : REFUSED;
        }
        made = value instanceof CombineFunctions all ? combine(all, depth) : lambda(value, depth);
        copies.put(value, made);
        return made;
    }

    // ---- functions

    @SuppressWarnings("unchecked")
    private Object combine(CombineFunctions all, int depth) {
        Object create = function(all.create(), depth);
        Object take = function(all.take(), depth);
        Object merge = function(all.merge(), depth);
        return create == REFUSED || take == REFUSED || merge == REFUSED
                ? REFUSED
                : new CombineFunctions(
                        (Function<Object, Object>) create,
                        (Function2<Object, Object, Object>) take,
                        (Function2<Object, Object, Object>) merge);
    }

    private Object function(Object f, int depth) {
        return Captures.mutable(f) == null ? f : copy(f, depth + 1);
    }

    private Object lambda(Object lambda, int depth) {
        Constructor<?>[] constructors = LAMBDA.get(lambda.getClass());
        Field[] fields = Captures.fields(lambda.getClass());
        if (constructors.length != 1 || constructors[0].getParameterCount() != fields.length) {
            return REFUSED;
        }
        try {
            Object[] captured = new Object[fields.length];
            for (int i = 0; i < fields.length; i++) {
                Object value = fields[i].get(lambda);
                captured[i] = Captures.isKnownImmutable(value) ? value : copy(value, depth + 1);
                if (captured[i] == REFUSED) {
                    return REFUSED;
                }
            }
            Object made = constructors[0].newInstance(captured);
            return holds(made, fields, captured) ? made : REFUSED;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return REFUSED;
        }
    }

    private static boolean holds(Object made, Field[] fields, Object[] captured) throws IllegalAccessException {
        for (int i = 0; i < fields.length; i++) {
            Object value = fields[i].get(made);
            if (value != captured[i] && !(fields[i].getType().isPrimitive() && value.equals(captured[i]))) {
                return false;
            }
        }
        return true;
    }

    /** {@code arg$1}, {@code arg$2} …: the order of the constructor's parameters. */
    private static boolean haveExpectedNames(Field[] fields) {
        for (int i = 0; i < fields.length; i++) {
            if (!fields[i].getName().equals("arg$" + (i + 1))) {
                return false;
            }
        }
        return true;
    }

    private static Constructor<?>[] accessible(Constructor<?>[] constructors) {
        for (Constructor<?> constructor : constructors) {
            constructor.setAccessible(true);
        }
        return constructors;
    }

    // ---- data

    /** What becomes a copy only when a task might change it: the collections that are looked up in. */
    private @Nullable Object lazy(Object value) {
        if (snapshots == null) {
            if (value instanceof LazyMapCopy<?, ?> map) {
                return map.another();
            }
            return value instanceof LazySetCopy<?> set ? set.another() : null;
        }
        // a stand-in that a task has collected may be captured again
        if (value.getClass() == HashMap.class || value.getClass() == LazyMapCopy.class) {
            return snapshots.of((HashMap<?, ?>) value);
        }
        return value.getClass() == HashSet.class || value.getClass() == LazySetCopy.class
                ? snapshots.of((HashSet<?>) value)
                : null;
    }

    /** A shallow copy of what can be one; null for anything else. By exact class: a subclass may hold more. */
    private static @Nullable Object container(Object value) {
        UnaryOperator<Object> clone = CLONES.get(value.getClass());
        if (clone == null) {
            return value instanceof Object[] array ? array.clone() : null;
        }
        if (value instanceof SortedMap<?, ?> map && !isStateless(map.comparator())
                || value instanceof SortedSet<?> set && !isStateless(set.comparator())) {
            return null; // the clone would share a comparator that may change
        }
        return clone.apply(value);
    }

    private static boolean isStateless(@Nullable Object comparator) {
        return comparator == null || Captures.isStateless(comparator.getClass());
    }

    /** Replaces what is mutable among the elements of a copy by copies. */
    @SuppressWarnings("unchecked")
    private boolean copyElements(Object container, int depth) {
        if (container instanceof Map<?, ?> map) {
            return Captures.areImmutable(map.keySet())
                    && (Captures.areImmutable(map.values())
                            ? noteFlat(map)
                            : copyValues((Map<Object, Object>) map, depth));
        }
        if (container instanceof Object[] array) {
            List<Object> elements = Arrays.asList(array);
            return Captures.areImmutable(elements) ? noteFlat(array) : copyEach(elements, depth);
        }
        if (!(container instanceof Collection<?> all)) {
            return true;
        }
        return Captures.areImmutable(all)
                ? noteFlat(all)
                : all instanceof List<?> list && copyEach((List<Object>) list, depth);
    }

    private boolean copyValues(Map<Object, Object> map, int depth) {
        for (Map.Entry<Object, Object> entry : map.entrySet()) {
            Object copy = copy(entry.getValue(), depth + 1);
            if (copy == REFUSED) {
                return false;
            }
            entry.setValue(copy);
        }
        return true;
    }

    private boolean copyEach(List<Object> list, int depth) {
        for (ListIterator<Object> each = list.listIterator(); each.hasNext(); ) {
            Object copy = copy(each.next(), depth + 1);
            if (copy == REFUSED) {
                return false;
            }
            each.set(copy);
        }
        return true;
    }

    private boolean noteFlat(Object container) {
        flatCopies.put(container, true);
        return true;
    }
}
