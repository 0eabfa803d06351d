// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.TaskMemory;
import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.rdd.HashPartitioner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombineRoomTest {
    private static final int FEW_KEYS = 10;
    private static final int MANY_KEYS = 20_000;
    private static final int VALUES = 1_000_000;

    private static final int BYTES_OF_LONG = 24;

    /** With its place in a list. */
    private static final int BYTES_OF_VALUE = BYTES_OF_LONG + Integer.BYTES;

    @TempDir
    Path dir;

    private LocalFiles files;

    @BeforeEach
    void open() {
        files = new LocalFiles(List.of(dir));
    }

    @AfterEach
    void close() {
        files.close();
    }

    /** What becomes of values that are added to lists. */
    private record Combined(int most, int spills, MapOutput output) {}

    /** Values that can't be written: the class has no codec. */
    private static final class Sketch {
        final List<Long> values = new ArrayList<>();
    }

    /** Fails when values are measured only when the table gets another key. */
    @Test
    void fewKeysWhoseValuesGrow_goToDiskBeforeTheyTakeMoreThanThereIs() throws Exception {
        int budget = 4 << 20;
        Combined combined = combine(budget, VALUES, i -> i % FEW_KEYS, key -> new ArrayList<>());
        assertThat(combined.most).isBetween(budget / BYTES_OF_LONG / 4, budget / BYTES_OF_LONG);
        assertThat(held(combined.output)).isEqualTo(VALUES);
    }

    /** Fails when only the values of single keys are looked at, which are few of many. */
    @Test
    void manyKeysWhoseValuesGrowAlike_goToDiskBeforeTheyTakeMoreThanThereIs() throws Exception {
        int budget = 16 << 20;
        Combined combined = combine(budget, 2 * VALUES, i -> i % MANY_KEYS, key -> new ArrayList<>());
        assertThat(combined.most).isBetween(budget / BYTES_OF_VALUE / 4, budget / BYTES_OF_VALUE);
        assertThat(combined.spills).isBetween(3, 12);
        assertThat(held(combined.output)).isEqualTo(2 * VALUES);
    }

    /** A key that has half of the values is known by itself, and not taken for one of many. */
    @Test
    void manyKeysOneOfWhichHasMost_useTheMemoryThereIs() throws Exception {
        int budget = 16 << 20;
        Combined combined =
                combine(budget, 2 * VALUES, i -> i % 2 == 0 ? 0 : i / 2 % MANY_KEYS, key -> new ArrayList<>());
        assertThat(combined.most).isBetween(budget / BYTES_OF_VALUE / 4, budget / BYTES_OF_VALUE);
        assertThat(combined.spills).isBetween(3, 12);
        assertThat(held(combined.output)).isEqualTo(2 * VALUES);
    }

    /** Fails when the first look at values, or the first measurement of entries, comes after thousands of merges. */
    @ParameterizedTest
    @ValueSource(ints = {1, FEW_KEYS, 100, 400, 100_000})
    void largeValues_countFromTheFirstOnes(int keys) throws Exception {
        int budget = 4 << 20;
        int bytes = 10_000;
        MemoryBudget memory = new MemoryBudget(budget, 0.5, (counted, more) -> false);
        try (TaskMemory account = memory.task();
                Room room =
                        new Room(() -> account, new Disk(files), new Codecs(), new SizeEstimator(), memory, () -> {})) {
            CombineRoom combined = new CombineRoom(new HashPartitioner(2), room, CombineTable.Expected.ANYTHING);
            CombineTable table = combined.table();
            int inTable = 0;
            for (int i = 0; i < 3_000; i++) {
                int before = table.size();
                add(table, i % keys, new byte[bytes]);
                inTable = table.size() < before ? 0 : inTable + 1;
                assertThat(inTable).isLessThan(budget / bytes);
            }
            assertThat(combined.finish().hasFiles()).isTrue();
        }
    }

    /** Fails when all that counts of a table is what it had when it last asked: these never do. */
    @ParameterizedTest
    @CsvSource({"1000, 200", "20, 10000", "1, 200000"})
    void largeEntriesOfATableThatNeverAsks_count(int keys, int bytes) {
        MemoryBudget memory = new MemoryBudget(64 << 20, 0.5, (counted, more) -> false);
        MapOutput output = ofTableThatNeverAsks(memory, keys, bytes);
        assertThat(output.bytes()).isBetween((long) keys * bytes, 2L * keys * bytes);
        assertThat(memory.kept()).isEqualTo(output.bytes());
        assertThat(output.hasFiles()).isFalse();
        assertThat(output.pairs()).isEqualTo(keys);
    }

    @Test
    void largeEntriesOfATableThatNeverAsks_goToDiskWhereThereIsNoRoom_once() {
        MemoryBudget memory = new MemoryBudget(1 << 20, 0.5, (counted, more) -> false);
        MapOutput output = ofTableThatNeverAsks(memory, 1_000, 2_000);
        assertThat(output.hasFiles()).isTrue();
        assertThat(output.pairs()).isEqualTo(1_000);
        assertThat(memory.kept()).isZero();
    }

    private MapOutput ofTableThatNeverAsks(MemoryBudget memory, int keys, int bytes) {
        CombineTable.Expected expected = new CombineTable.Expected(Column.EMPTY, Column.EMPTY, keys + 1);
        try (TaskMemory account = memory.task();
                Room room =
                        new Room(() -> account, new Disk(files), new Codecs(), new SizeEstimator(), memory, () -> {})) {
            CombineRoom combined = new CombineRoom(new HashPartitioner(2), room, expected);
            for (int key = 0; key < keys; key++) {
                add(combined.table(), key, new byte[bytes]);
            }
            return combined.finish();
        }
    }

    @SuppressWarnings("unchecked")
    private static void add(CombineTable table, int key, byte[] value) {
        int number = table.keys.number(key, key);
        if (number == table.size()) {
            table.values.add(new ArrayList<>(List.of(value)));
            if (table.size() >= table.askAt) {
                table.ask();
            }
        } else {
            ((List<byte[]>) table.values.objects[number]).add(value);
            if (--table.untilLook == 0) {
                table.look(number);
            }
        }
    }

    /** Those of the first partition could be, and must not be there twice. */
    @Test
    void valuesThatCanNotBeWritten_stayInMemory_allOfThem() throws Exception {
        Combined combined =
                combine(4 << 20, VALUES, i -> i % FEW_KEYS, key -> key % 2 == 0 ? new ArrayList<Long>() : new Sketch());
        assertThat(combined.spills).isZero();
        assertThat(combined.output.hasFiles()).isFalse();
        assertThat(held(combined.output)).isEqualTo(VALUES);
    }

    /** What went to disk before is not lost by it. */
    @Test
    void valuesThatCanNotBeWritten_mayComeAfterSomeThatCan() throws Exception {
        int late = VALUES / 2;
        Combined combined = combine(
                4 << 20,
                VALUES,
                i -> i % FEW_KEYS + (i < late ? 0 : FEW_KEYS),
                key -> key < FEW_KEYS || key % 2 == 0 ? new ArrayList<Long>() : new Sketch());
        assertThat(combined.spills).isPositive();
        assertThat(combined.output.hasFiles()).isTrue();
        assertThat(held(combined.output)).isEqualTo(VALUES);
    }

    private Combined combine(int budget, int values, IntUnaryOperator key, IntFunction<Object> empty) throws Exception {
        MemoryBudget memory = new MemoryBudget(budget, 0.5, (counted, more) -> false);
        try (TaskMemory account = memory.task();
                Room room =
                        new Room(() -> account, new Disk(files), new Codecs(), new SizeEstimator(), memory, () -> {})) {
            CombineRoom combined = new CombineRoom(new HashPartitioner(2), room, CombineTable.Expected.ANYTHING);
            int most = 0;
            int spills = 0;
            int inTable = 0;
            for (int i = 0; i < values; i++) {
                int before = combined.table().size();
                add(combined.table(), key.applyAsInt(i), (long) i, empty);
                boolean spilled = combined.table().size() < before;
                spills += spilled ? 1 : 0;
                inTable = spilled ? 0 : inTable + 1;
                most = Math.max(most, inTable);
            }
            return new Combined(most, spills, combined.finish());
        }
    }

    /** As the end of a stage does it. */
    private static void add(CombineTable table, int key, Long value, IntFunction<Object> empty) {
        int number = table.keys.number(key, key);
        if (number == table.size()) {
            Object first = empty.apply(key);
            values(first).add(value);
            table.values.add(first);
            if (table.size() >= table.askAt) {
                table.ask();
            }
            return;
        }
        values(table.values.objects[number]).add(value);
        if (--table.untilLook == 0) {
            table.look(number);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Long> values(Object combined) {
        return combined instanceof Sketch sketch ? sketch.values : (List<Long>) combined;
    }

    private static long held(MapOutput output) throws Exception {
        long values = 0;
        for (int target = 0; target < 2; target++) {
            Bucket bucket = output.bucket(target);
            PairsReader reader = Input.of(bucket).open();
            Pairs chunk;
            while ((chunk = reader.next()) != null) {
                for (int i = 0; i < chunk.size; i++) {
                    values += values(chunk.values.get(i)).size();
                }
            }
        }
        return values;
    }
}
