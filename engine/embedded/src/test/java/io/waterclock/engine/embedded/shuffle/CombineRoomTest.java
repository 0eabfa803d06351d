// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.TaskMemory;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.rdd.HashPartitioner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CombineRoomTest {
    private static final int KEYS = 10;
    private static final int VALUES = 100_000;
    private static final int BUDGET = 4 << 20;

    private static final int BYTES_OF_LONG = 24;

    @TempDir
    Path dir;

    private final MemoryBudget budget = new MemoryBudget(BUDGET, 0.5, () -> false);

    /** Fails when values are measured only when the table gets another key. */
    @Test
    void fewKeysWhoseValuesGrow_goToDiskBeforeTheyTakeMoreThanThereIs() throws Exception {
        try (LocalFiles files = new LocalFiles(List.of(dir));
                TaskMemory account = budget.task();
                Room room =
                        new Room(() -> account, new Disk(files), new Codecs(), new SizeEstimator(), BUDGET, () -> {})) {
            CombineRoom combined = new CombineRoom(new HashPartitioner(2), room, CombineTable.Expected.ANYTHING);
            int most = 0;
            int inTable = 0;
            for (int i = 0; i < KEYS * VALUES; i++) {
                int before = combined.table().size();
                add(combined.table(), i % KEYS, (long) i);
                inTable = combined.table().size() < before ? 0 : inTable + 1;
                most = Math.max(most, inTable);
            }
            assertThat(most).isBetween(BUDGET / BYTES_OF_LONG / 4, BUDGET / BYTES_OF_LONG);
            assertThat(held(combined.finish())).isEqualTo((long) KEYS * VALUES);
        }
    }

    /** As the end of a stage does it. */
    @SuppressWarnings("unchecked")
    private static void add(CombineTable table, Object key, Long value) {
        int number = table.keys.number(key, key.hashCode());
        if (number == table.size()) {
            table.values.add(new ArrayList<>(List.of(value)));
            return;
        }
        ((List<Long>) table.values.objects[number]).add(value);
        if (--table.untilLook == 0) {
            table.look(number);
        }
    }

    private static long held(MapOutput output) throws Exception {
        long values = 0;
        for (int target = 0; target < 2; target++) {
            Bucket bucket = output.bucket(target);
            PairsReader reader = Input.of(bucket).open();
            Pairs chunk;
            while ((chunk = reader.next()) != null) {
                for (int i = 0; i < chunk.size; i++) {
                    values += ((List<?>) chunk.values.get(i)).size();
                }
            }
        }
        return values;
    }
}
