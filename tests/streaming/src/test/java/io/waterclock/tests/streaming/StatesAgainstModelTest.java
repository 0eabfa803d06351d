// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.TestOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs with states over random batches, against a plain model: a {@link HashMap}, and one record after the other. A failure
 * tells its seed, with which the case is the first to run.
 */
class StatesAgainstModelTest {
    private static final int CASES = Integer.getInteger("programs", 30);
    private static final int CASES_OF_SOAK = Integer.getInteger("programs", 400);
    private static final long START_MS = 1_767_348_000_000L;

    /** Three hash codes for all, so that keys collide. */
    private record Key(int id) {
        @Override
        public int hashCode() {
            return id % 3;
        }
    }

    /** What a case is made of. */
    private record Case(
            int partitions,
            long timeoutMs,
            boolean nullStates,
            int form,
            @Nullable List<Tuple2<Key, Integer>> initial,
            List<List<List<Tuple2<Key, Integer>>>> batches) {

        static Case of(Random random) {
            int keys = 1 + random.nextInt(12);
            List<List<List<Tuple2<Key, Integer>>>> batches = new ArrayList<>();
            for (int b = 1 + random.nextInt(14); b > 0; b--) {
                List<List<Tuple2<Key, Integer>>> parts = new ArrayList<>();
                for (int p = random.nextInt(4); p > 0; p--) {
                    parts.add(records(random, keys, random.nextInt(random.nextBoolean() ? 4 : 12)));
                }
                batches.add(parts);
            }
            List<Tuple2<Key, Integer>> initial = null;
            if (random.nextInt(3) == 0) {
                initial = records(random, keys, random.nextInt(10));
            }
            long timeoutMs = random.nextBoolean() ? 0 : 1L + random.nextInt(5_000);
            if (random.nextBoolean()) {
                timeoutMs = timeoutMs / 1000 * 1000;
            }
            return new Case(
                    1 + random.nextInt(4), timeoutMs, random.nextInt(4) == 0, random.nextInt(3), initial, batches);
        }

        private static List<Tuple2<Key, Integer>> records(Random random, int keys, int count) {
            List<Tuple2<Key, Integer>> records = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int key = random.nextInt(keys);
                records.add(new Tuple2<>(key == 5 ? null : new Key(key), random.nextInt(10)));
            }
            return records;
        }

        List<Tuple2<Key, Integer>> recordsOf(int batch) {
            List<Tuple2<Key, Integer>> all = new ArrayList<>();
            batches.get(batch).forEach(all::addAll);
            return all;
        }
    }

    private interface Comparison {
        void run(String master, Case made, String which);
    }

    private static void run(String master, int cases, Comparison comparison) {
        long seed = Long.getLong("test.seed", new Random().nextLong());
        System.out.println("StatesAgainstModelTest on " + master + ": -Dtest.seed=" + seed);
        for (int i = 0; i < cases; i++) {
            Random random = new Random(seed + i);
            comparison.run(master, Case.of(random), master + ", -Dtest.seed=" + (seed + i));
        }
    }

    // ---- mapWithState

    /** What is remembered of a key by the model. */
    private static final class Kept {
        @Nullable
        Integer state;

        long touchedMs;
    }

    private static StateSpec<Key, Integer, Integer, String> spec(boolean nullStates) {
        return StateSpec.function((time, key, value, state) -> step(key, value.orElse(-1), state, nullStates));
    }

    /** By the value: nothing at all, a look, an end, an end and no more, or a new state. */
    private static Optional<String> step(@Nullable Key key, int value, State<Integer> state, boolean nullStates) {
        String saw = key + ":" + value + " " + state;
        if (value < 0) {
            return Optional.of(saw + " ends " + state.isTimingOut());
        }
        if (value == 0) {
            return Optional.empty();
        }
        if (value == 2 || value == 3) {
            state.remove();
        } else if (value > 3) {
            Integer before = state.getOption().orElse(0);
            state.update(nullStates && value == 9 ? null : Integer.valueOf(before * 3 + value));
        }
        return Optional.of(saw);
    }

    private static List<String> modelStep(Map<Key, Kept> model, Case made, int batch, long nowMs) {
        List<String> emitted = new ArrayList<>();
        for (Tuple2<Key, Integer> record : made.recordsOf(batch)) {
            Kept kept = model.get(record._1());
            int value = record._2();
            if (value != 0) {
                emitted.add(record._1() + ":" + value + " " + (kept == null ? "<state not set>" : "" + kept.state));
            }
            if (value == 2 || value == 3) {
                model.remove(record._1());
            } else if (value > 3) {
                Kept next = new Kept();
                int before = kept == null || kept.state == null ? 0 : kept.state;
                next.state = made.nullStates && value == 9 ? null : Integer.valueOf(before * 3 + value);
                next.touchedMs = nowMs;
                model.put(record._1(), next);
            } else if (kept != null) {
                kept.touchedMs = nowMs;
            }
        }
        if (made.timeoutMs > 0) {
            model.entrySet().removeIf(entry -> {
                boolean idle = entry.getValue().touchedMs < nowMs - made.timeoutMs;
                if (idle) {
                    emitted.add(entry.getKey() + ":-1 " + entry.getValue().state + " ends true");
                }
                return idle;
            });
        }
        return emitted;
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]"})
    void mapWithState_isTheModel(String master) {
        run(master, CASES, StatesAgainstModelTest::mapWithState);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]"})
    @Tag("soak")
    void mapWithState_isTheModel_forALongTime(String master) {
        run(master, CASES_OF_SOAK, StatesAgainstModelTest::mapWithState);
    }

    private static void mapWithState(String master, Case made, String which) {
        try (StreamingTestKit kit =
                StreamingTestKit.builder().master(master).startTime(START_MS).build()) {
            TestInput<Tuple2<Key, Integer>> input = kit.input();
            StateSpec<Key, Integer, Integer, String> spec =
                    spec(made.nullStates).numPartitions(made.partitions);
            Map<Key, Kept> model = new HashMap<>();
            if (made.timeoutMs > 0) {
                spec.timeout(Durations.milliseconds(made.timeoutMs));
            }
            if (made.initial != null) {
                spec.initialState(kit.waterclockContext().parallelizePairs(made.initial, 1));
                for (Tuple2<Key, Integer> pair : made.initial) {
                    Kept kept = new Kept();
                    kept.state = pair._2();
                    kept.touchedMs = START_MS + 1000;
                    model.put(pair._1(), kept);
                }
            }
            MapWithStateDStream<Key, Integer, Integer, String> mapped =
                    input.stream().mapToPair(pair -> pair).mapWithState(spec);
            TestOutput<String> emitted = kit.collect(mapped);
            TestOutput<Tuple2<Key, Integer>> snapshots = kit.collect(mapped.stateSnapshots());
            for (int b = 0; b < made.batches.size(); b++) {
                made.batches.get(b).forEach(input::pushPartition);
                kit.advance(1);
                List<String> expected = modelStep(model, made, b, kit.clock().currentTimeMs());
                assertThat(sorted(emitted.last())).as("%s, batch %d", which, b).isEqualTo(sorted(expected));
                Map<Key, Integer> states = new HashMap<>();
                model.forEach((key, kept) -> states.put(key, kept.state));
                requireSame(snapshots.partitions(b), states, made.partitions, which + ", batch " + b);
            }
        }
    }

    // ---- updateStateByKey

    /** A key with nothing ends when its state is even; one whose values sum up to a multiple of five ends too. */
    private static Optional<Integer> update(List<Integer> values, Optional<Integer> state) {
        int next = state.orElse(0);
        for (int value : values) {
            next = next * 3 + value;
        }
        return values.isEmpty() && next % 2 == 0 || !values.isEmpty() && next % 5 == 0
                ? Optional.empty()
                : Optional.of(next);
    }

    private static Optional<Integer> updateAt(Time time, Key key, List<Integer> values, Optional<Integer> state) {
        return update(values, state);
    }

    private static Iterator<Tuple2<Key, Integer>> updateAll(
            Iterator<Tuple3<Key, List<Integer>, Optional<Integer>>> all) {
        List<Tuple2<Key, Integer>> states = new ArrayList<>();
        all.forEachRemaining(one ->
                update(one._2(), one._3()).ifPresent(state -> states.add(new Tuple2<>(one._1(), state))));
        Collections.reverse(states);
        return states.iterator();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]"})
    void updateStateByKey_isTheModel(String master) {
        run(master, CASES, StatesAgainstModelTest::updateState);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "inline[2]"})
    @Tag("soak")
    void updateStateByKey_isTheModel_forALongTime(String master) {
        run(master, CASES_OF_SOAK, StatesAgainstModelTest::updateState);
    }

    private static void updateState(String master, Case made, String which) {
        try (StreamingTestKit kit = StreamingTestKit.builder().master(master).build()) {
            TestInput<Tuple2<Key, Integer>> input = kit.input();
            PairDStream<Key, Integer> pairs = input.stream().mapToPair(pair -> pair);
            TestOutput<Tuple2<Key, Integer>> seen = kit.collect(updated(kit, pairs, made));
            Map<Key, Integer> model = new HashMap<>();
            if (made.initial != null) {
                made.initial.forEach(pair -> model.putIfAbsent(pair._1(), pair._2()));
            }
            for (int b = 0; b < made.batches.size(); b++) {
                made.batches.get(b).forEach(input::pushPartition);
                kit.advance(1);
                Map<Key, List<Integer>> came = new HashMap<>();
                made.recordsOf(b)
                        .forEach(pair -> came.computeIfAbsent(pair._1(), key -> new ArrayList<>())
                                .add(pair._2()));
                Set<Key> keys = new HashSet<>(model.keySet());
                keys.addAll(came.keySet());
                for (Key key : keys) {
                    Optional<Integer> next =
                            update(came.getOrDefault(key, List.of()), Optional.ofNullable(model.get(key)));
                    next.ifPresentOrElse(state -> model.put(key, state), () -> model.remove(key));
                }
                requireSame(seen.partitions(b), model, made.partitions, which + ", batch " + b);
            }
        }
    }

    private static PairDStream<Key, Integer> updated(StreamingTestKit kit, PairDStream<Key, Integer> pairs, Case made) {
        Partitioner partitioner = new HashPartitioner(made.partitions);
        if (made.initial == null) {
            return switch (made.form) {
                case 0 -> pairs.updateStateByKey(StatesAgainstModelTest::update, made.partitions);
                case 1 -> pairs.updateStateByKey(StatesAgainstModelTest::updateAt, partitioner, true);
                default -> pairs.updateStateByKey(StatesAgainstModelTest::updateAll, partitioner, false);
            };
        }
        PairRDD<Key, Integer> initial = kit.waterclockContext().parallelizePairs(made.initial, 1);
        return switch (made.form) {
            case 0 -> pairs.updateStateByKey(StatesAgainstModelTest::update, partitioner, initial);
            case 1 -> pairs.updateStateByKey(StatesAgainstModelTest::updateAt, partitioner, false, initial);
            default -> pairs.updateStateByKey(StatesAgainstModelTest::updateAll, partitioner, true, initial);
        };
    }

    // ---- both

    /** The states, each once, where the partitioner wants them. */
    private static void requireSame(
            List<List<Tuple2<Key, Integer>>> found, Map<Key, Integer> expected, int partitions, String which) {
        Partitioner partitioner = new HashPartitioner(partitions);
        List<String> wanted = new ArrayList<>();
        expected.forEach((key, state) -> wanted.add(partitioner.getPartition(key) + " " + key + " " + state));
        List<String> got = new ArrayList<>();
        for (int p = 0; p < found.size(); p++) {
            for (Tuple2<Key, Integer> pair : found.get(p)) {
                got.add(p + " " + pair._1() + " " + pair._2());
            }
        }
        assertThat(found).as(which).hasSize(partitions);
        assertThat(sorted(got)).as(which).isEqualTo(sorted(wanted));
    }

    private static List<String> sorted(List<String> texts) {
        List<String> sorted = new ArrayList<>(texts);
        sorted.sort(null);
        return sorted;
    }
}
