// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockPartitionsTest {
    private record Sized(int number, long sizeInBytes) implements BlockRef {
        @Override
        public long recordCount() {
            return 1;
        }

        @Override
        public Block fetch() {
            throw new UnsupportedOperationException("has only a size");
        }

        @Override
        public void release() {}
    }

    private static List<BlockRef> blocks(int n, long size) {
        return IntStream.range(0, n).<BlockRef>mapToObj(i -> new Sized(i, size)).toList();
    }

    @Test
    void no_block_makes_no_partition() {
        assertThat(ReceiverTracker.partitions(List.of(), 4)).isEmpty();
    }

    @Test
    void little_data_makes_one_partition() {
        assertThat(ReceiverTracker.partitions(blocks(1, 0), 4)).hasSize(1);
        assertThat(ReceiverTracker.partitions(blocks(20, 1000), 4)).hasSize(1);
    }

    @Test
    void more_data_is_divided_evenly_as_far_as_it_is_worth_a_task() {
        assertThat(ReceiverTracker.partitions(blocks(8, 16 * 1024), 4)).hasSize(2);
        assertThat(ReceiverTracker.partitions(blocks(8, 256 * 1024), 4))
                .hasSize(4)
                .allMatch(p -> p.size() == 2);
    }

    @Test
    void much_data_is_divided_into_rounds_of_bounded_partitions() {
        List<List<BlockRef>> partitions = ReceiverTracker.partitions(blocks(260, 256 * 1024), 2);
        assertThat(partitions).hasSize(18);
        assertThat(partitions)
                .allMatch(p -> p.stream().mapToLong(BlockRef::sizeInBytes).sum() <= BlockPartitions.MAX_BYTES);
    }

    @Test
    void whatever_the_sizes_all_blocks_are_there_in_order_and_no_partition_is_empty() {
        long seed = Long.getLong("test.seed", 5L);
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            List<BlockRef> blocks = new ArrayList<>();
            int n = 1 + random.nextInt(50);
            for (int b = 0; b < n; b++) {
                blocks.add(new Sized(b, random.nextInt(5) == 0 ? random.nextInt(9_000_000) : random.nextInt(300_000)));
            }
            int parallelism = 1 + random.nextInt(9);
            List<List<BlockRef>> partitions = ReceiverTracker.partitions(blocks, parallelism);
            assertThat(partitions.stream().flatMap(List::stream).toList())
                    .as("seed %s", seed)
                    .isEqualTo(blocks);
            assertThat(partitions).as("seed %s", seed).noneMatch(List::isEmpty);
        }
    }

    @Test
    void parallelism_is_positive() {
        assertThatThrownBy(() -> ReceiverTracker.partitions(List.of(), 0)).hasMessageContaining("must be 1 or more");
    }
}
