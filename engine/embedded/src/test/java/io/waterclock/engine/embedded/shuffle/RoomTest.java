// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.TaskMemory;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomTest {

    /** Else each record would go to disk by itself. */
    @Test
    void budgetOfAByte_letsSomeRecordsGoToDiskTogether() {
        MemoryBudget budget = new MemoryBudget(1, 0.5, (counted, more) -> false);
        try (LocalFiles files = new LocalFiles(List.of());
                TaskMemory account = budget.task();
                Room room =
                        new Room(() -> account, new Disk(files), new Codecs(), new SizeEstimator(), budget, () -> {})) {
            for (int spills = 0; spills < 2; spills++) {
                long taken = 0;
                while (room.take(100)) {
                    taken += 100;
                }
                assertThat(taken).isBetween(1_000L, 4_000L);
                room.give(taken);
            }
        }
    }
}
