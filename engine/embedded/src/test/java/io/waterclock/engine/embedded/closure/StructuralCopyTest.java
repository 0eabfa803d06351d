// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Operator;
import io.waterclock.util.CallSite;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StructuralCopyTest {
    private static final Operator OPERATOR = new Operator("map", new CallSite("Orders#main", "Orders.java:41"));

    private final FunctionBinder binder = new FunctionBinder(false);

    /** A captured value, and what a task does to it. */
    private record Changed(Object value, UnaryOperator<Object> change) {
        @Override
        public String toString() {
            return value.getClass().getSimpleName();
        }
    }

    static Stream<Changed> changed() {
        return Stream.of(
                map(new HashMap<>()),
                map(new LinkedHashMap<>()),
                map(new TreeMap<>()),
                map(new TreeMap<>(Comparator.reverseOrder())),
                map(new ConcurrentHashMap<>()),
                all(new HashSet<>()),
                all(new LinkedHashSet<>()),
                all(new TreeSet<>()),
                all(new ArrayList<>()),
                all(new LinkedList<>()),
                all(new ArrayDeque<>()),
                new Changed(new EnumMap<>(Map.of(TimeUnit.DAYS, 1)), v -> {
                    @SuppressWarnings("unchecked")
                    EnumMap<TimeUnit, Integer> copy = (EnumMap<TimeUnit, Integer>) v;
                    return copy.merge(TimeUnit.DAYS, 1, Integer::sum);
                }),
                new Changed(BitSet.valueOf(new long[] {5}), v -> {
                    ((BitSet) v).flip(1);
                    return v.toString();
                }),
                new Changed(new int[] {1}, v -> ++((int[]) v)[0]),
                new Changed(new long[] {1}, v -> ++((long[]) v)[0]),
                new Changed(new double[] {1}, v -> ++((double[]) v)[0]),
                new Changed(new float[] {1}, v -> ++((float[]) v)[0]),
                new Changed(new byte[] {1}, v -> ++((byte[]) v)[0]),
                new Changed(new char[] {1}, v -> ++((char[]) v)[0]),
                new Changed(new short[] {1}, v -> ++((short[]) v)[0]),
                new Changed(new boolean[] {true}, v -> ((boolean[]) v)[0] ^= true),
                new Changed(new Object[] {new int[] {7}}, v -> ++((int[]) ((Object[]) v)[0])[0]),
                new Changed(new AtomicInteger(1), v -> ((AtomicInteger) v).incrementAndGet()),
                new Changed(new AtomicLong(1), v -> ((AtomicLong) v).incrementAndGet()),
                new Changed(new AtomicBoolean(), v -> ((AtomicBoolean) v).getAndSet(true)),
                new Changed(
                        new StringBuilder("a"),
                        v -> ((StringBuilder) v).append("b").toString()),
                new Changed(new ArrayList<>(List.of(new ArrayList<>(List.of(1)))), v -> {
                    @SuppressWarnings("unchecked")
                    List<Integer> inner = (List<Integer>) ((List<?>) v).get(0);
                    inner.add(2);
                    return inner.size();
                }),
                new Changed(new HashMap<>(Map.of("a", new ArrayList<>(List.of(1)))), v -> {
                    @SuppressWarnings("unchecked")
                    List<Integer> inner = (List<Integer>) ((Map<?, ?>) v).get("a");
                    inner.add(2);
                    return inner.size();
                }));
    }

    private static Changed map(Map<String, Integer> map) {
        map.put("a", 1);
        map.put("b", 2);
        return new Changed(map, v -> {
            @SuppressWarnings("unchecked")
            Map<String, Integer> copy = (Map<String, Integer>) v;
            int before = copy.get("a");
            copy.merge("a", 1, Integer::sum);
            copy.put("c" + copy.size(), 1);
            return before + copy.toString();
        });
    }

    private static Changed all(java.util.Collection<String> all) {
        all.add("a");
        all.add("b");
        return new Changed(all, v -> {
            @SuppressWarnings("unchecked")
            java.util.Collection<String> copy = (java.util.Collection<String>) v;
            copy.add("c" + copy.size());
            return copy.toString();
        });
    }

    @ParameterizedTest
    @MethodSource("changed")
    @SuppressWarnings("unchecked")
    void eachAttempt_findsWhatWasCapturedAndNotWhatOthersMadeOfIt(Changed changed) throws Exception {
        Object value = changed.value;
        UnaryOperator<Object> change = changed.change;
        Function<Integer, Object> f = x -> change.apply(value);
        assertThat(StructuralCopy.of(f, new Snapshots())).as("a quick copy").isNotNull();
        FunctionBinder.Bound bound = binder.bind(f, OPERATOR);
        Function<Integer, Object> first = (Function<Integer, Object>) bound.forAttempt();
        Function<Integer, Object> second = (Function<Integer, Object>) bound.forAttempt();
        Object expected = first.call(1);
        assertThat(first.call(1)).as("its own changes stay").isNotEqualTo(expected);
        assertThat(second.call(1)).isEqualTo(expected);
        assertThat(((Function<Integer, Object>) bound.forAttempt()).call(1)).isEqualTo(expected);
        assertThat(f.call(1)).as("the program's own").isEqualTo(expected);
    }

    @Test
    @SuppressWarnings("unchecked")
    void whatIsCapturedTwice_isCopiedOnce() throws Exception {
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
        Map<String, Integer> same = map;
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        Function<Integer, Boolean> f = x -> {
            map.put("b", x);
            return map == same && same.get("b").equals(x) && itself.get(0) == itself;
        };
        FunctionBinder.Bound bound = binder.bind(f, OPERATOR);
        assertThat(((Function<Integer, Boolean>) bound.forAttempt()).call(5)).isTrue();
        assertThat(map).doesNotContainKey("b");
    }

    @Test
    @SuppressWarnings("unchecked")
    void aFunctionInAFunction_isCopiedWithIt() throws Exception {
        int[] count = {0};
        String unchanged = "x";
        Function<Integer, Integer> inner = x -> ++count[0];
        Function<Integer, String> f = x -> unchanged + inner.call(x);
        FunctionBinder.Bound bound = binder.bind(f, OPERATOR);
        for (int attempt = 0; attempt < 2; attempt++) {
            Function<Integer, String> copy = (Function<Integer, String>) bound.forAttempt();
            assertThat(copy.getClass()).isEqualTo(f.getClass()).isEqualTo(bound.forAttemptClass());
            assertThat(copy.call(1)).isEqualTo("x1");
            assertThat(copy.call(1)).isEqualTo("x2");
        }
        assertThat(count[0]).isZero();
    }

    @Test
    @SuppressWarnings("unchecked")
    void theFunctionsOfACombine_areCopiedTogether() throws Exception {
        List<Object> log = new ArrayList<>();
        Function<Object, Object> create = v -> {
            log.add(v);
            return log.size();
        };
        Function2<Object, Object, Object> take = (c, v) -> {
            log.add(v);
            return log.size();
        };
        Function2<Object, Object, Object> merge = (a, b) -> a;
        FunctionBinder.Bound bound = binder.bind(new CombineFunctions(create, take, merge), OPERATOR);
        for (int attempt = 0; attempt < 2; attempt++) {
            CombineFunctions copy = (CombineFunctions) bound.forAttempt();
            assertThat(copy.create().call("a")).isEqualTo(1);
            assertThat(copy.take().call("a", "b")).as("one list for both").isEqualTo(2);
            assertThat(copy.merge()).isSameAs(merge);
        }
        assertThat(log).isEmpty();
    }

    @Test
    @SuppressWarnings("unchecked")
    void whatTheProgramChangesBetweenJobs_isSeenByTheNext() throws Exception {
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            map.put("k" + i, i);
        }
        HashSet<Integer> set = new HashSet<>(map.values());
        Function<String, Integer> f = k -> map.getOrDefault(k, -1) + (set.contains(7) ? 1_000 : 0);
        assertThat(call(f, "k7")).isEqualTo(1_007);
        map.put("k7", 8);
        assertThat(call(f, "k7")).isEqualTo(1_008);
        map.remove("k7");
        map.put("k7b", 7);
        assertThat(call(f, "k7")).as("as many as before").isEqualTo(999);
        set.remove(7);
        set.add(-7);
        assertThat(call(f, "k8")).isEqualTo(8);
        assertThat(call(f, "k8")).as("nothing changed").isEqualTo(8);
        map.clear();
        assertThat(call(f, "k8")).isEqualTo(-1);
    }

    @SuppressWarnings("unchecked")
    private Object call(Function<String, Integer> f, String key) throws Exception {
        return ((Function<String, Integer>) binder.bind(f, OPERATOR).forAttempt()).call(key);
    }

    @Test
    void moreTables_thanAreRemembered_stayRight() throws Exception {
        List<Function<String, Integer>> functions = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Map<String, Integer> map = new HashMap<>(Map.of("a", i));
            functions.add(k -> map.put(k, map.get(k) + 100) + map.size());
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 40; i++) {
                assertThat(call(functions.get(i), "a")).isEqualTo(i + 1);
            }
        }
    }

    /** Nothing but serialization knows what a class of the program's needs to be copied. */
    @Test
    @SuppressWarnings("unchecked")
    void whatIsNotKnown_isCopiedBySerialization() throws Exception {
        Counter counter = new Counter();
        Map<String, Counter> counters = new HashMap<>(Map.of("a", counter));
        Map<String, Integer> odd = new HashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public Integer get(Object key) {
                return 42;
            }
        };
        Function<Integer, Integer> f = x -> ++counter.n + ++counters.get("a").n;
        assertThat(StructuralCopy.of(f, new Snapshots())).isNull();
        for (int attempt = 0; attempt < 2; attempt++) {
            Function<Integer, Integer> copy =
                    (Function<Integer, Integer>) binder.bind(f, OPERATOR).forAttempt();
            assertThat(copy.call(0)).as("one counter, counted twice").isEqualTo(1 + 2);
        }
        assertThat(counter.n).isZero();
        Function<Integer, Integer> g = x -> odd.get("b");
        assertThat(StructuralCopy.of(g, new Snapshots())).isNull();
    }

    private static final class Counter implements Serializable {
        private static final long serialVersionUID = 1L;
        int n;
    }
}
