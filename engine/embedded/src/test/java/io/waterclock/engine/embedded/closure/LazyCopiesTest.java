// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LazyCopiesTest {
    private static final long SEED = Long.getLong("test.seed", 20_261_125);

    /** One that isn't overridden would see an empty collection; a newer JDK may bring one. */
    @ParameterizedTest
    @ValueSource(classes = {LazyMapCopy.class, LazySetCopy.class})
    void everyMethodOfTheCollection_isOverridden(Class<?> lazy) {
        Set<String> missing = new TreeSet<>();
        for (Method method : lazy.getMethods()) {
            if (method.getDeclaringClass() != lazy
                    && method.getDeclaringClass() != Object.class
                    && !Modifier.isStatic(method.getModifiers())) {
                missing.add(method.toString());
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void aMap_isAHashMapThatLeavesItsSnapshotAlone() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            HashMap<Integer, Integer> snapshot = new HashMap<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                snapshot.put(random.nextInt(6), random.nextInt(6));
            }
            Map<Integer, Integer> before = Map.copyOf(snapshot);
            Map<Integer, Integer> model = new HashMap<>(snapshot);
            Map<Integer, Integer> lazy = new LazyMapCopy<>(snapshot);
            for (int step = 0; step < 6; step++) {
                int what = random.nextInt(MAP_STEPS.size());
                int key = random.nextInt(6);
                int value = random.nextInt(6);
                assertThat(MAP_STEPS.get(what).on(lazy, key, value))
                        .as("seed %d, round %d, step %d: %d(%d, %d)", SEED, round, step, what, key, value)
                        .isEqualTo(MAP_STEPS.get(what).on(model, key, value));
            }
            assertThat(lazy).isEqualTo(model);
            assertThat(snapshot).isEqualTo(before);
        }
    }

    private interface MapStep {
        Object on(Map<Integer, Integer> map, int key, int value);
    }

    private static final List<MapStep> MAP_STEPS = List.of(
            (m, k, v) -> m.size(),
            (m, k, v) -> m.isEmpty(),
            (m, k, v) -> String.valueOf(m.get(k)),
            (m, k, v) -> m.getOrDefault(k, v),
            (m, k, v) -> m.containsKey(k),
            (m, k, v) -> m.containsValue(v),
            (m, k, v) -> String.valueOf(m.put(k, v)),
            (m, k, v) -> {
                m.putAll(Map.of(k, v, k + 1, v));
                return m.size();
            },
            (m, k, v) -> String.valueOf(m.putIfAbsent(k, v)),
            (m, k, v) -> String.valueOf(m.remove(k)),
            (m, k, v) -> m.remove(k, v),
            (m, k, v) -> {
                m.clear();
                return m.isEmpty();
            },
            (m, k, v) -> m.keySet().remove(k),
            (m, k, v) -> m.values().remove(v),
            (m, k, v) -> m.entrySet().removeIf(e -> e.getKey().equals(k)),
            (m, k, v) -> m.replace(k, v, v + 1),
            (m, k, v) -> String.valueOf(m.replace(k, v)),
            (m, k, v) -> {
                m.replaceAll((a, b) -> b + v);
                return m.size();
            },
            (m, k, v) -> m.computeIfAbsent(k, x -> v),
            (m, k, v) -> String.valueOf(m.computeIfPresent(k, (a, b) -> b + v)),
            (m, k, v) -> m.compute(k, (a, b) -> v),
            (m, k, v) -> m.merge(k, v, Integer::sum),
            (m, k, v) -> {
                List<Integer> seen = new ArrayList<>();
                m.forEach((a, b) -> seen.add(a + 10 * b));
                return Set.copyOf(seen);
            },
            (m, k, v) -> ((HashMap<?, ?>) m).clone(),
            (m, k, v) -> m.equals(Map.of(k, v)),
            (m, k, v) -> m.hashCode(),
            (m, k, v) -> m.toString().length());

    @Test
    void aSet_isAHashSetThatLeavesItsSnapshotAlone() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            HashSet<Integer> snapshot = new HashSet<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                snapshot.add(random.nextInt(6));
            }
            Set<Integer> before = Set.copyOf(snapshot);
            HashSet<Integer> model = new HashSet<>(snapshot);
            HashSet<Integer> lazy = new LazySetCopy<>(snapshot);
            for (int step = 0; step < 6; step++) {
                int what = random.nextInt(SET_STEPS.size());
                int element = random.nextInt(6);
                assertThat(SET_STEPS.get(what).on(lazy, element))
                        .as("seed %d, round %d, step %d: %d(%d)", SEED, round, step, what, element)
                        .isEqualTo(SET_STEPS.get(what).on(model, element));
            }
            assertThat(lazy).isEqualTo(model);
            assertThat(snapshot).isEqualTo(before);
        }
    }

    private interface SetStep {
        Object on(HashSet<Integer> set, int element);
    }

    private static final List<SetStep> SET_STEPS = List.of(
            (s, e) -> s.size(),
            (s, e) -> s.isEmpty(),
            (s, e) -> s.contains(e),
            (s, e) -> s.containsAll(List.of(e, 0)),
            (s, e) -> s.add(e),
            (s, e) -> s.addAll(List.of(e, e + 1)),
            (s, e) -> s.remove(e),
            (s, e) -> s.removeAll(List.of(e, 1)),
            (s, e) -> s.removeIf(x -> x > e),
            (s, e) -> s.retainAll(List.of(e, 2, 3)),
            (s, e) -> {
                s.clear();
                return s.isEmpty();
            },
            (s, e) -> {
                for (var each = s.iterator(); each.hasNext(); ) {
                    if (each.next() == e) {
                        each.remove();
                    }
                }
                return s.size();
            },
            (s, e) -> s.spliterator().estimateSize(),
            (s, e) -> s.stream().mapToInt(x -> x).sum(),
            (s, e) -> s.parallelStream().mapToInt(x -> x).sum(),
            (s, e) -> {
                List<Integer> seen = new ArrayList<>();
                s.forEach(seen::add);
                return Set.copyOf(seen);
            },
            (s, e) -> Set.of(s.toArray()),
            (s, e) -> Set.of(s.toArray(new Integer[0])),
            (s, e) -> Set.of(s.toArray(Integer[]::new)),
            (s, e) -> s.clone(),
            (s, e) -> s.equals(Set.of(e)),
            (s, e) -> s.hashCode(),
            (s, e) -> s.toString().length());

    @Test
    void serialized_theyAreTheCollectionsThatTheyStandFor() throws Exception {
        HashMap<String, Integer> map = new HashMap<>(Map.of("a", 1, "b", 2));
        HashSet<String> set = new HashSet<>(Set.of("a", "b"));
        assertThat(serialized(new LazyMapCopy<>(map)))
                .isExactlyInstanceOf(HashMap.class)
                .isEqualTo(map);
        assertThat(serialized(new LazySetCopy<>(set)))
                .isExactlyInstanceOf(HashSet.class)
                .isEqualTo(set);
    }

    private static Object serialized(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    /** A function may read its map from threads of its own, as it may a HashMap's. */
    @Test
    void readersOnSeveralThreads_neverSeeACopyThatIsHalfMade() throws Exception {
        HashMap<Integer, Integer> map = new HashMap<>(
                IntStream.range(0, 500).boxed().collect(Collectors.toMap(Function.identity(), Function.identity())));
        HashSet<Integer> set = new HashSet<>(map.keySet());
        AtomicReference<Throwable> failed = new AtomicReference<>();
        for (int round = 0; round < 1_000 && failed.get() == null; round++) {
            Map<Integer, Integer> lazyMap = new LazyMapCopy<>(map);
            Collection<Integer> lazySet = new LazySetCopy<>(set);
            CyclicBarrier start = new CyclicBarrier(2);
            Runnable reader = () -> {
                try {
                    start.await();
                    assertThat(lazyMap.get(499)).isEqualTo(499);
                    assertThat(sum(lazyMap.keySet())).isEqualTo(499 * 250);
                    assertThat(lazySet.contains(499)).isTrue();
                    assertThat(sum(lazySet)).isEqualTo(499 * 250);
                } catch (Throwable t) {
                    failed.set(t);
                }
            };
            Thread other = new Thread(reader);
            other.start();
            reader.run();
            other.join();
        }
        assertThat(failed.get()).isNull();
    }

    private static int sum(Collection<Integer> numbers) {
        int sum = 0;
        for (int n : numbers) {
            sum += n;
        }
        return sum;
    }
}
