// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.TaskMemory;
import io.waterclock.source.ChunkReader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupByKeyTest {
    private static final int KEYS = 1_500;

    /** Of a key: fewer than are worth a place of their own on disk. */
    private static final int VALUES = 12;

    private static final String VALUE = "v".repeat(1_000);
    private static final int BUDGET = 4 << 20;
    private static final int MOST_OF_A_CHUNK = 1 << 20;

    @TempDir
    Path dir;

    /** Fails when only the values of large groups are counted: a thousand others of 12 KB come to 12 MB. */
    @Test
    void groupsThatComeFromDisk_areCounted_andNoMoreThanAMegabyteIsGivenAtOnce() throws Exception {
        SizeEstimator sizes = new SizeEstimator();
        long bytesOfGroup = VALUES * sizes.sizeOf(VALUE);
        MemoryBudget budget = new MemoryBudget(BUDGET, 0.5, (counted, more) -> false);
        try (LocalFiles files = new LocalFiles(List.of(dir));
                TaskMemory account = budget.task();
                Room room = new Room(() -> account, new Disk(files), new Codecs(), sizes, budget, () -> {})) {
            Buckets pairs = new Buckets(1, room);
            for (int i = 0; i < KEYS * VALUES; i++) {
                pairs.add(0, i % KEYS, i % KEYS, VALUE);
            }
            Input input = Input.of(pairs.moveToDisk()[0]);
            try (ChunkReader groups = ByKey.read(new GroupByKey(false), List.of(input), room)) {
                int key = 0;
                while (groups.next(ChunkReader.CHUNK)) {
                    long bytes = (groups.to - groups.from) * bytesOfGroup;
                    assertThat(bytes).isLessThan(MOST_OF_A_CHUNK + 2 * bytesOfGroup);
                    assertThat(account.held()).isGreaterThan(bytes / 2);
                    for (int i = groups.from; i < groups.to; i++) {
                        Tuple2<?, ?> group = (Tuple2<?, ?>) groups.array[i];
                        assertThat(group._1()).isEqualTo(key++);
                        assertThat((Collection<?>) group._2()).hasSize(VALUES);
                    }
                }
                assertThat(key).isEqualTo(KEYS);
            }
            assertThat(account.held()).isZero();
        }
    }
}
