// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.codec.RecordWriter;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StatefulFunction.Update;
import io.waterclock.streaming.Limits;
import io.waterclock.streaming.State;
import io.waterclock.streaming.Time;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States as bytes, and back: whole, by what changed, for other partitions, and never by half. */
@SuppressWarnings("NullAway") // states and keys may be null
class StateSnapshotsTest {
    private static final long SLIDE_MS = 1000;
    private static final Partitioner ONE = new HashPartitioner(1);

    private final Codecs codecs = new Codecs().register(Key.class, Total.class, Unknown.class);

    private record Key(int id) {
        @Override
        public int hashCode() {
            return id % 2;
        }
    }

    private record Total(long sum, @Nullable String note) {}

    private record Unknown(int value) {}

    private static final class NoCodec {}

    // ---- small steps

    private StateSnapshots plain() {
        return new StateSnapshots("totals", KeyedStates.form(), codecs);
    }

    private StateSnapshots mapped(long timeoutMs) {
        return new StateSnapshots("totals", step(timeoutMs).form(), codecs);
    }

    @SafeVarargs
    private static <K, S> VersionedMap<K, S> map(VersionedMap<K, S> from, Tuple2<K, S>... changes) {
        VersionedMap.Builder<K, S> edit = from.edit();
        for (Tuple2<K, S> change : changes) {
            if (change._2() == null) {
                edit.remove(change._1());
            } else {
                edit.put(change._1(), change._2());
            }
        }
        return edit.build();
    }

    private static <K, S> Tuple2<K, S> pair(K key, S state) {
        return new Tuple2<>(key, state);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private static Object restored(StateSnapshots snapshots, Collection<byte[]>... saves) {
        return restored(snapshots, ONE, 10 * SLIDE_MS, List.of(saves)).get(0);
    }

    private static List<Object> restored(
            StateSnapshots snapshots, Partitioner partitioner, long nextMs, List<Collection<byte[]>> saves) {
        StateSnapshots.Restoring restoring = snapshots.restoring(partitioner, p -> true);
        saves.forEach(save -> save.forEach(restoring::add));
        return IntStream.range(0, partitioner.numPartitions())
                .mapToObj(p -> restoring.partition(p, nextMs))
                .toList();
    }

    private static <K, S> Map<K, S> asMap(Iterator<Tuple2<K, S>> pairs) {
        Map<K, S> all = new HashMap<>();
        pairs.forEachRemaining(pair -> assertThat(all.put(pair._1(), pair._2())).isNull());
        return all;
    }

    private static Map<Object, Object> plainOf(Object partition) {
        return asMap(KeyedStates.pairs(partition));
    }

    private static Map<Object, Object> mappedOf(Object partition) {
        return asMap(MappedStates.pairs(partition));
    }

    /** By its records: null removes the state, 0 only looks, and any other value is added; a key that times out says so. */
    private static MapByState<Object, Integer, Integer, String> step(long timeoutMs) {
        return new MapByState<>(StateSnapshotsTest::add, timeoutMs, SLIDE_MS);
    }

    private static Optional<String> add(Time time, Object key, Optional<Integer> value, State<Integer> state) {
        if (state.isTimingOut()) {
            return Optional.of(key + " ends at " + time.milliseconds() + " with " + state);
        }
        if (value.isEmpty()) {
            state.remove();
        } else if (value.get() == -1) {
            state.update(null);
        } else if (value.get() != 0) {
            state.update(state.getOption().orElse(0) + value.get());
        }
        return Optional.empty();
    }

    private static Update take(
            MapByState<Object, Integer, Integer, String> step, long ms, @Nullable Object previous, List<?> records)
            throws Exception {
        return step.apply(0, ms, previous, records.iterator());
    }

    // ---- whole

    @Test
    void full_givesBackEveryKeyAndState() {
        VersionedMap<Object, Object> states = map(
                VersionedMap.empty(),
                pair("a", 1L),
                pair(null, "of null"),
                pair(new Key(3), new Total(4, null)),
                pair(5, List.of(6)));
        assertThat(plainOf(restored(plain(), plain().full(states).values())))
                .isEqualTo(asMap(states.iterator(Tuple2::new)));
    }

    @Test
    void full_ofNothing_isNothing() {
        assertThat(plain().full(VersionedMap.empty())).isEmpty();
        assertThat(plainOf(restored(plain()))).isEmpty();
        assertThat(mappedOf(restored(mapped(5000)))).isEmpty();
    }

    @Test
    void keys_areInGroupsByThemselvesAlone() {
        VersionedMap<Object, Object> many = VersionedMap.empty();
        for (int i = 0; i < 2000; i++) {
            VersionedMap<Object, Object> one = map(VersionedMap.empty(), pair("key " + i, i));
            many = map(many, pair("key " + i, "other"));
            int group = plain().full(one).firstKey();
            assertThat(group).isBetween(0, Limits.KEY_GROUPS - 1);
            if (i % 100 == 99) {
                assertThat(plainOf(restored(plain(), List.of(plain().full(many).get(group)))))
                        .containsKey("key " + i);
            }
        }
        assertThat(plain().full(many)).hasSize(Limits.KEY_GROUPS);
    }

    @Test
    void keysOfOneHashCode_areToldApart() {
        VersionedMap<Object, Object> states = VersionedMap.empty();
        for (int i = 0; i < 40; i++) {
            states = map(states, pair(new Key(i), i));
        }
        VersionedMap<Object, Object> later = map(states, pair(new Key(3), null), pair(new Key(4), -4));
        assertThat(plainOf(restored(
                        plain(),
                        plain().full(states).values(),
                        plain().changes(states, later).values())))
                .isEqualTo(asMap(later.iterator(Tuple2::new)))
                .hasSize(39);
    }

    // ---- what changed

    @Test
    void changes_areTakenInOrder_withKeysThatEnded() {
        VersionedMap<Object, Object> first =
                map(VersionedMap.empty(), pair("stays", 1), pair("ends", 2), pair("changes", 3));
        VersionedMap<Object, Object> second = map(first, pair("ends", null), pair("changes", 4), pair("begins", 5));
        VersionedMap<Object, Object> third = map(second, pair("ends", 6), pair("begins", null), pair("changes", 7));
        Collection<byte[]> full = plain().full(first).values();
        Collection<byte[]> once = plain().changes(first, second).values();
        Collection<byte[]> twice = plain().changes(second, third).values();
        assertThat(plainOf(restored(plain(), full, once))).isEqualTo(Map.of("stays", 1, "changes", 4, "begins", 5));
        assertThat(plainOf(restored(plain(), full, once, twice)))
                .isEqualTo(Map.of("stays", 1, "changes", 7, "ends", 6));
        assertThat(plainOf(restored(plain(), full, plain().changes(first, third).values())))
                .isEqualTo(Map.of("stays", 1, "changes", 7, "ends", 6));
    }

    @Test
    void changes_haveNoOtherKeys() {
        VersionedMap<Object, Object> first = VersionedMap.empty();
        for (int i = 0; i < 1000; i++) {
            first = map(first, pair(i, i));
        }
        assertThat(plain().changes(first, first)).isEmpty();
        VersionedMap<Object, Object> second = map(first, pair(7, -7), pair(8, null));
        Map<Object, Object> alone =
                plainOf(restored(plain(), plain().changes(first, second).values()));
        assertThat(alone).isEqualTo(Map.of(7, -7));
    }

    @Test
    void changes_ofTimedStates_areThoseThatCame_notThoseOnlyLookedAt() throws Exception {
        MapByState<Object, Integer, Integer, String> step = step(2000);
        Object first =
                take(step, 1000, null, List.of(pair("a", 1), pair("b", 1))).state();
        Object second = take(step, 2000, first, List.of(pair("b", 0))).state();
        Object third = take(step, 3000, second, List.of(pair("a", 0))).state();
        Object fourth = take(step, 4000, third, List.of()).state(); // both are moved to the times of their last records
        assertThat(mapped(2000).changes(third, fourth)).isEmpty();
        assertThat(mappedOf(restored(
                        mapped(2000), mapped(2000).changes(first, second).values())))
                .isEqualTo(Map.of("b", 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5000})
    void nullStates_areStates(long timeoutMs) throws Exception {
        MapByState<Object, Integer, Integer, String> step = step(timeoutMs);
        Object first = take(step, 1000, null, List.of(pair("a", -1), pair(null, -1), pair("b", 1)))
                .state();
        Object second =
                take(step, 2000, first, List.of(pair("b", -1), pair("a", null))).state();
        StateSnapshots snapshots = mapped(timeoutMs);
        Map<Object, Object> nulls = new HashMap<>();
        nulls.put("a", null);
        nulls.put(null, null);
        nulls.put("b", 1);
        assertThat(mappedOf(restored(snapshots, snapshots.full(first).values())))
                .isEqualTo(nulls);
        nulls.remove("a");
        nulls.put("b", null);
        assertThat(mappedOf(restored(
                        snapshots,
                        snapshots.full(first).values(),
                        snapshots.changes(first, second).values())))
                .isEqualTo(nulls);
    }

    // ---- for other partitions

    /** Spreads numbers by their last digit. */
    private static final class ByDigit extends Partitioner {
        private static final long serialVersionUID = 1L;

        @Override
        public int numPartitions() {
            return 10;
        }

        @Override
        public int getPartition(@Nullable Object key) {
            return (Integer) key % 10;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ByDigit;
        }

        @Override
        public int hashCode() {
            return 10;
        }
    }

    @Test
    void anyPartitioner_canReadWhatAnotherHasSaved() {
        Partitioner three = new HashPartitioner(3);
        List<Collection<byte[]>> full = new ArrayList<>();
        List<Collection<byte[]>> changes = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            VersionedMap<Object, Object> states = VersionedMap.empty();
            for (int i = 0; i < 300; i++) {
                if (three.getPartition(i) == p) {
                    states = map(states, pair(i, "first"));
                }
            }
            full.add(plain().full(states).values());
            VersionedMap<Object, Object> later = map(states, pair(p, null), pair(p + 30, "second"));
            changes.add(plain().changes(states, later).values());
        }
        List<Collection<byte[]>> saves = new ArrayList<>(full);
        saves.addAll(changes);
        List<Object> partitions = restored(plain(), new ByDigit(), 1000, saves);
        Map<Object, Object> all = new HashMap<>();
        for (int p = 0; p < 10; p++) {
            Map<Object, Object> states = plainOf(partitions.get(p));
            int digit = p;
            assertThat(states.keySet())
                    .allSatisfy(key -> assertThat((Integer) key % 10).isEqualTo(digit));
            all.putAll(states);
        }
        assertThat(all)
                .hasSize(297)
                .doesNotContainKeys(0, 1, 2)
                .containsEntry(30, "second")
                .containsEntry(33, "first");
    }

    @Test
    void onlyPartitionsThatAreWanted_areRestored() {
        VersionedMap<Object, Object> states = map(VersionedMap.empty(), pair(11, "a"), pair(12, "b"), pair(21, "c"));
        StateSnapshots.Restoring restoring = plain().restoring(new ByDigit(), p -> p == 1);
        plain().full(states).values().forEach(restoring::add);
        assertThat(plainOf(restoring.partition(1, 1000))).isEqualTo(Map.of(11, "a", 21, "c"));
        assertThatThrownBy(() -> restoring.partition(2, 1000)).hasMessage("Partition 2 was not among those wanted");
    }

    // ---- time-outs go on

    @Test
    void keysThatFallDueMeanwhile_endInTheFirstBatch_andOthersInTheirs() throws Exception {
        MapByState<Object, Integer, Integer, String> step = step(3000);
        Object state = take(step, 1000, null, List.of(pair("early", 1), pair("late", 1), pair("back", 1)))
                .state();
        state = take(step, 3000, state, List.of(pair("late", 1))).state();
        Object next = restored(
                        mapped(3000),
                        ONE,
                        6000,
                        List.of(mapped(3000).full(state).values()))
                .get(0);
        Update first = take(step, 6000, next, List.of(pair("back", 5)));
        assertThat(emitted(first)).containsExactly("early ends at 6000 with 1");
        Update second = take(step, 7000, first.state(), List.of());
        assertThat(emitted(second)).containsExactly("late ends at 7000 with 2");
        Update third =
                take(step, 9000, take(step, 8000, second.state(), List.of()).state(), List.of());
        assertThat(emitted(third)).isEmpty();
        assertThat(emitted(take(step, 10_000, third.state(), List.of()))).containsExactly("back ends at 10000 with 6");
    }

    private static List<String> emitted(Update update) {
        List<String> all = new ArrayList<>();
        update.emitted().forEachRemaining(record -> all.add((String) record));
        all.sort(null);
        return all;
    }

    /** Whatever the time-out, and however the batches lie now against those in which the keys were touched. */
    @Test
    void everyKey_endsInTheFirstBatchAfterItsTimeIsOut() throws Exception {
        long seed = Long.getLong("test.seed", 17L);
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            long timeoutMs = 1L + random.nextInt(6000);
            long touchedMs = 100_000L + random.nextInt(5000);
            long nextMs = random.nextInt(3) == 0
                    ? touchedMs
                            + timeoutMs
                            + random.nextInt(4) * SLIDE_MS // falls due just at a batch, and is not ended in it
                    : touchedMs + 1 + random.nextInt(12_000);
            boolean touchedAgain = random.nextBoolean();
            VersionedMap.Builder<Object, StateForm.Entry> edit =
                    VersionedMap.<Object, StateForm.Entry>empty().edit();
            edit.put("k", new StateForm.Entry(1, touchedMs));
            edit.put("older", new StateForm.Entry(1, touchedMs - random.nextInt(20_000)));
            MapByState<Object, Integer, Integer, String> step = step(timeoutMs);
            Object state = step.form().of(edit.build(), nextMs);
            long touched = touchedMs;
            String ended = "";
            for (long ms = nextMs; ended.isEmpty(); ms += SLIDE_MS) {
                List<?> records = touchedAgain && ms == nextMs + SLIDE_MS ? List.of(pair("k", 0)) : List.of();
                touched = records.isEmpty() ? touched : ms;
                Update update = take(step, ms, state, records);
                state = update.state();
                List<String> ends = emitted(update);
                ends.removeIf(text -> text.startsWith("older"));
                boolean due = touched < ms - timeoutMs;
                assertThat(ends)
                        .as(
                                "seed %d, case %d: touched at %d, time-out %d, batch %d, first %d",
                                seed, i, touched, timeoutMs, ms, nextMs)
                        .isEqualTo(due ? List.of("k ends at " + ms + " with 1") : List.of());
                ended = due ? "k" : "";
            }
        }
    }

    /** Else a batch looked at each bucket since. */
    @Test
    @Timeout(180)
    void keyThatIsAgesOverdue_endsAtOnce() throws Exception {
        VersionedMap.Builder<Object, StateForm.Entry> edit =
                VersionedMap.<Object, StateForm.Entry>empty().edit();
        edit.put("k", new StateForm.Entry(1, -1_000_000_000_000_000L));
        Object state = step(1500).form().of(edit.build(), 9000);
        assertThat(emitted(take(step(1500), 9000, state, List.of()))).containsExactly("k ends at 9000 with 1");
    }

    @Test
    void stateThatGotATimeOutSince_countsFromTheFirstBatch() throws Exception {
        Object untimed =
                take(step(0), 1000, null, List.of(pair("a", 1), pair("n", -1))).state();
        MapByState<Object, Integer, Integer, String> timed = step(2000);
        Object state = restored(
                        mapped(2000), ONE, 9000, List.of(mapped(0).full(untimed).values()))
                .get(0);
        for (long ms = 9000; ms <= 11_000; ms += 1000) {
            Update update = take(timed, ms, state, List.of());
            assertThat(emitted(update)).isEmpty();
            state = update.state();
        }
        assertThat(emitted(take(timed, 12_000, state, List.of())))
                .containsExactly("a ends at 12000 with 1", "n ends at 12000 with null");
    }

    @Test
    void stateThatLostItsTimeOutSince_stays() throws Exception {
        Object timed = take(step(1000), 1000, null, List.of(pair("a", 1))).state();
        Object state = restored(
                        mapped(0), ONE, 9000, List.of(mapped(1000).full(timed).values()))
                .get(0);
        Update update = take(step(0), 99_000, state, List.of());
        assertThat(emitted(update)).isEmpty();
        assertThat(mappedOf(update.state())).isEqualTo(Map.of("a", 1));
    }

    // ---- what is refused

    @Test
    void typeWithoutACodec_failsByName_whenItIsSaved() {
        for (Tuple2<Object, Object> entry :
                List.of(pair((Object) "k", (Object) new NoCodec()), pair((Object) new NoCodec(), (Object) 1))) {
            VersionedMap<Object, Object> states = map(VersionedMap.empty(), entry);
            for (Save save :
                    List.<Save>of(() -> plain().full(states), () -> plain().changes(VersionedMap.empty(), states))) {
                WaterclockException failure = catchThrowableOfType(WaterclockException.class, save::run);
                assertThat(failure.code()).isEqualTo(ErrorCode.CODEC_MISSING);
                assertThat(failure)
                        .hasMessageContaining("There is no codec for ")
                        .hasMessageContaining("StateSnapshotsTest.NoCodec".replace('.', '$'))
                        .hasMessageContaining("needed for a snapshot of the state \"totals\"");
            }
        }
    }

    @FunctionalInterface
    private interface Save {
        void run();
    }

    @Test
    void classThatThisProgramDoesNotName_isNotMade() {
        SortedMap<Integer, byte[]> saved =
                plain().full(map(VersionedMap.empty(), pair((Object) "k", (Object) new Unknown(1))));
        StateSnapshots elsewhere = new StateSnapshots("totals", KeyedStates.form(), new Codecs());
        assertThatThrownBy(() -> restored(elsewhere, saved.values()))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CODEC_MISSING))
                .hasMessageContaining("Can't read a snapshot of the state \"totals\"")
                .hasMessageContaining("Unknown, which this program has not named");
    }

    @Test
    void anyByteThatIsWrong_orMissing_isFound() {
        byte[] whole = plain().full(map(VersionedMap.empty(), pair((Object) "key", (Object) "state")))
                .values()
                .iterator()
                .next();
        for (int i = 0; i < whole.length; i++) {
            byte[] wrong = whole.clone();
            wrong[i] ^= 0x10;
            byte[] cut = Arrays.copyOf(whole, i);
            for (byte[] bytes : List.of(wrong, cut)) {
                assertThatThrownBy(() -> restored(plain(), List.of(bytes)))
                        .as("byte %d of %d", i, whole.length)
                        .isInstanceOfSatisfying(
                                WaterclockException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_FAILED))
                        .hasMessageStartingWith("Can't read a snapshot of the state \"totals\": ");
            }
        }
    }

    @Test
    void streamOfAnythingElse_isRefused() throws Exception {
        for (List<?> records : List.of(
                List.of("text"),
                Arrays.asList((Object) null),
                List.of((byte) 9, "key", 1),
                List.of((byte) 1, "key"),
                List.of((byte) 2, "key", "text", 1))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (RecordWriter writer = new RecordWriter(bytes, codecs, RecordWriter.Mode.DURABLE)) {
                for (Object record : records) {
                    writer.write(record);
                }
            }
            assertThatThrownBy(() -> restored(plain(), List.of(bytes.toByteArray())))
                    .isInstanceOfSatisfying(
                            WaterclockException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_FAILED));
        }
    }

    @Test
    void nullState_isRefusedByAKindThatHasNone() throws Exception {
        Object nulls = take(step(0), 1000, null, List.of(pair("a", -1))).state();
        Collection<byte[]> saved = mapped(0).full(nulls).values();
        assertThatThrownBy(() -> restored(plain(), saved))
                .isInstanceOf(WaterclockException.class)
                .hasMessage("Can't restore a snapshot of the state \"totals\": the state of the key a is null, which"
                        + " updateStateByKey doesn't have");
    }

    // ---- at random

    /** A run that is saved, whole or by changes, and restored for other partitions, against one that goes on. */
    @Test
    void restoredRun_goesOnAsTheOneThatWasNotEnded() throws Exception {
        long seed = Long.getLong("test.seed", 17L);
        for (int i = 0; i < 300; i++) {
            randomRun(new Random(seed + i), "-Dtest.seed=" + (seed + i));
        }
    }

    private void randomRun(Random random, String which) throws Exception {
        long timeoutMs = random.nextInt(3) == 0 ? 0 : 1L + random.nextInt(6000);
        MapByState<Object, Integer, Integer, String> step = step(timeoutMs);
        StateSnapshots snapshots = mapped(timeoutMs);
        Object state = take(step, 0, null, List.of()).state();
        Object saved = state;
        List<Collection<byte[]>> saves =
                new ArrayList<>(List.of(snapshots.full(state).values()));
        long ms = 0;
        for (int b = random.nextInt(12); b > 0; b--) {
            ms += SLIDE_MS;
            state = take(step, ms, state, records(random)).state();
            if (random.nextInt(4) == 0) {
                saves.clear();
                saves.add(snapshots.full(state).values());
                saved = state;
            } else if (random.nextBoolean()) {
                saves.add(snapshots.changes(saved, state).values());
                saved = state;
            }
        }
        saves.add(snapshots.changes(saved, state).values());

        Partitioner partitioner = new HashPartitioner(1 + random.nextInt(4));
        List<Object> partitions = new ArrayList<>(restored(snapshots, partitioner, ms + SLIDE_MS, saves));
        for (int b = 0; b < 9; b++) {
            requireSame(state, partitions, which + " at " + ms);
            ms += SLIDE_MS;
            List<Tuple2<Object, Integer>> records = b < 3 ? records(random) : List.of();
            Update expected = take(step, ms, state, records);
            state = expected.state();
            List<String> ends = new ArrayList<>();
            for (int p = 0; p < partitions.size(); p++) {
                int here = p;
                Update update = take(
                        step,
                        ms,
                        partitions.get(p),
                        records.stream()
                                .filter(r -> partitioner.getPartition(r._1()) == here)
                                .toList());
                partitions.set(p, update.state());
                ends.addAll(emitted(update));
            }
            ends.sort(null);
            assertThat(ends).as("%s at %d", which, ms).isEqualTo(emitted(expected));
        }
    }

    private static void requireSame(Object state, List<Object> partitions, String which) {
        Map<String, String> all = new TreeMap<>();
        partitions.forEach(p -> mappedOf(p).forEach((key, value) -> all.put("" + key, "" + value)));
        Map<String, String> expected = new TreeMap<>();
        mappedOf(state).forEach((key, value) -> expected.put("" + key, "" + value));
        assertThat(all).as(which).isEqualTo(expected);
    }

    private static List<Tuple2<Object, Integer>> records(Random random) {
        List<Tuple2<Object, Integer>> records = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int key = random.nextInt(12);
            int value = random.nextInt(9) - 2;
            records.add(pair(key == 0 ? null : new Key(key), value == -2 ? null : value));
        }
        return records;
    }
}
