// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** States of keys that come and go: by update, by removal, by time-out; their snapshots, and windows over both. */
final class States extends SoakProgram {
    /** A state of {@code updateStateByKey} ends after so many batches without a value. */
    private static final int IDLE_BATCHES = 4;

    private static final int TIMEOUT_BATCHES = 6;
    private static final int WINDOW = 3;

    /** @param touched the batch of the last record */
    private record Counted(int count, int touched) {}

    private final Feed feed = new Feed(3);
    private final Map<Long, Tuple2<Integer, Integer>> updated = new HashMap<>();
    private final Map<Long, Counted> counted = new HashMap<>();
    private final List<Tuple2<Long, Integer>> emitted = new ArrayList<>();
    private final Deque<List<Tuple2<Long, Integer>>> emittedBefore = new ArrayDeque<>();
    private final Deque<List<Tuple2<Long, Integer>>> snapshotsBefore = new ArrayDeque<>();
    private TestInput<Tuple2<Long, Integer>> input;

    @Override
    void describe(StreamingTestKit kit, Path dir) {
        input = kit.input();
        PairDStream<Long, Integer> pairs = pairs(input);
        PairDStream<Long, Tuple2<Integer, Integer>> sums = pairs.updateStateByKey(States::update);
        expect("updateStateByKey", sums, 1, b -> Feed.pairs(updated));
        MapWithStateDStream<Long, Integer, Integer, Tuple2<Long, Integer>> counts =
                pairs.mapWithState(StateSpec.<Long, Integer, Integer, Tuple2<Long, Integer>>function(States::count)
                        .timeout(Durations.seconds(TIMEOUT_BATCHES)));
        expect("mapWithState", counts, 1, b -> List.copyOf(emitted));
        expect("stateSnapshots", counts.stateSnapshots(), 1, b -> lastOf(snapshotsBefore));
        expect("a window over mapWithState", counts.window(Durations.seconds(WINDOW)), 1, b -> all(emittedBefore));
        expect(
                "a window over stateSnapshots",
                counts.stateSnapshots()
                        .reduceByKeyAndWindow(
                                (a, b) -> Math.max(a, b), Durations.seconds(WINDOW), Durations.seconds(1)),
                1,
                b -> Feed.reduced(all(snapshotsBefore), Math::max));
        expect(
                "a state of states",
                sums.mapValues(state -> state._1())
                        .updateStateByKey((values, state) ->
                                values.isEmpty() ? Optional.<Integer>empty() : Optional.of(values.get(0))),
                1,
                b -> Feed.pairs(updated).stream()
                        .map(p -> new Tuple2<>(p._1(), p._2()._1()))
                        .toList());
    }

    /** The sum and how many batches ago the last value came. */
    private static Optional<Tuple2<Integer, Integer>> update(
            List<Integer> values, Optional<Tuple2<Integer, Integer>> state) {
        int sum = state.map(Tuple2::_1).orElse(0)
                + values.stream().mapToInt(v -> v).sum();
        int idle = values.isEmpty() ? state.map(Tuple2::_2).orElse(0) + 1 : 0;
        return idle >= IDLE_BATCHES ? Optional.empty() : Optional.of(new Tuple2<>(sum, idle));
    }

    private static Tuple2<Long, Integer> count(Long key, Optional<Integer> value, State<Integer> state) {
        int count = state.getOption().orElse(0);
        if (state.isTimingOut()) {
            return new Tuple2<>(key, -count);
        }
        if (isLast(value.orElseThrow())) {
            if (state.exists()) {
                state.remove();
            }
            return new Tuple2<>(key, 0);
        }
        state.update(count + 1);
        return new Tuple2<>(key, count + 1);
    }

    private static boolean isLast(int value) {
        return value % 7 == 0;
    }

    @Override
    void feed(int batch) {
        List<Tuple2<Long, Integer>> records = feed.of(batch);
        input.push(records);
        modelUpdate(records);
        modelCount(records, batch);
        push(emittedBefore, emitted);
        List<Tuple2<Long, Integer>> snapshot = new ArrayList<>();
        counted.forEach((key, state) -> snapshot.add(new Tuple2<>(key, state.count)));
        push(snapshotsBefore, snapshot);
    }

    private void modelUpdate(List<Tuple2<Long, Integer>> records) {
        Map<Long, List<Integer>> came = new HashMap<>();
        records.forEach(
                p -> came.computeIfAbsent(p._1(), k -> new ArrayList<>()).add(p._2()));
        Set<Long> keys = new HashSet<>(updated.keySet());
        keys.addAll(came.keySet());
        for (Long key : keys) {
            update(came.getOrDefault(key, List.of()), Optional.ofNullable(updated.get(key)))
                    .ifPresentOrElse(state -> updated.put(key, state), () -> updated.remove(key));
        }
    }

    private void modelCount(List<Tuple2<Long, Integer>> records, int batch) {
        emitted.clear();
        for (Tuple2<Long, Integer> record : records) {
            if (isLast(record._2())) {
                counted.remove(record._1());
                emitted.add(new Tuple2<>(record._1(), 0));
            } else {
                int next = counted.getOrDefault(record._1(), new Counted(0, 0)).count + 1;
                counted.put(record._1(), new Counted(next, batch));
                emitted.add(new Tuple2<>(record._1(), next));
            }
        }
        counted.entrySet().removeIf(entry -> {
            boolean isDue = batch - entry.getValue().touched > TIMEOUT_BATCHES;
            if (isDue) {
                emitted.add(new Tuple2<>(entry.getKey(), -entry.getValue().count));
            }
            return isDue;
        });
    }

    private static <T> void push(Deque<List<T>> before, List<T> now) {
        before.addLast(List.copyOf(now));
        if (before.size() > WINDOW) {
            before.removeFirst();
        }
    }

    private static <T> List<T> lastOf(Deque<List<T>> before) {
        return before.getLast();
    }

    private static <T> List<T> all(Deque<List<T>> before) {
        List<T> all = new ArrayList<>();
        before.forEach(all::addAll);
        return all;
    }
}
