// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.engine.BlockRef;
import java.util.ArrayList;
import java.util.List;

/**
 * How the blocks of a batch become partitions. A partition is worth a task when it has some work to do, and mustn't be so
 * large that one task holds up the batch; between these bounds there are as many as tasks run at once.
 */
final class BlockPartitions {
    /** Less isn't worth a task of its own: some tens of microseconds of work. */
    static final long MIN_BYTES = 64 * 1024;

    /** More is divided further, so that the last task to begin can't take long. */
    static final long MAX_BYTES = 4 * 1024 * 1024;

    private BlockPartitions() {}

    static List<List<BlockRef>> of(List<BlockRef> blocks, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException(
                    "partitions: the parallelism is " + parallelism + ", but must be 1 or more");
        }
        if (blocks.isEmpty()) {
            return List.of();
        }
        long total = 0;
        for (BlockRef block : blocks) {
            total += weight(block);
        }
        int wanted = wanted(total, parallelism);
        List<List<BlockRef>> partitions = new ArrayList<>();
        List<BlockRef> open = new ArrayList<>();
        long before = 0;
        long openPartition = 0;
        for (BlockRef block : blocks) {
            // A block belongs where its middle lies when the whole is divided evenly.
            long partition = (long) ((before + weight(block) / 2.0) / total * wanted);
            if (partition != openPartition && !open.isEmpty()) {
                partitions.add(List.copyOf(open));
                open.clear();
            }
            openPartition = partition;
            open.add(block);
            before += weight(block);
        }
        partitions.add(List.copyOf(open));
        return List.copyOf(partitions);
    }

    private static int wanted(long total, int parallelism) {
        long worthwhile = Math.max(1, total / MIN_BYTES);
        if (worthwhile <= parallelism) {
            return (int) worthwhile;
        }
        long bounded = (total + MAX_BYTES - 1) / MAX_BYTES;
        long rounds = Math.max(1, (bounded + parallelism - 1) / parallelism);
        return (int) Math.min(Integer.MAX_VALUE, rounds * parallelism);
    }

    private static long weight(BlockRef block) {
        return Math.max(1, block.sizeInBytes());
    }
}
