// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.Slabs;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.LocalListSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link PartitionCache}: a partition is computed once, what is read stays, and what nobody keeps counts nothing. */
class PartitionCacheProof {
    private static final Codecs CODECS = new Codecs();
    private static final Lineage NODE =
            new Lineage.Source(Operator.here("proof"), LocalListSource.of("proof", List.of(1), 1));

    private final MemoryBudget budget = new MemoryBudget(1 << 20, 0.5, (counted, more) -> false);
    private final PartitionCache cache = new PartitionCache(new EngineMemory(
            budget,
            new Slabs(new MemoryBudget(1 << 20, 1, (counted, more) -> false)),
            new LocalFiles(List.of()),
            new SizeEstimator()));
    private final AtomicInteger computed = new AtomicInteger();
    private final AtomicBoolean wanted = new AtomicBoolean(true);

    private void read() throws Exception {
        PartitionCache.Request request =
                new PartitionCache.Request(NODE, 0, StorageLevel.MEMORY_ONLY, CODECS, wanted::get, () -> {});
        try (ChunkReader in = cache.read(request, () -> {
            computed.incrementAndGet();
            return ChunkReader.of(new Object[] {1, 2}, 0, 2);
        })) {
            expect(in.next(10) && in.to - in.from == 2 && in.array[in.from].equals(1), "other records");
        }
    }

    /** Without the look under the partition's lock both readers compute it. */
    @Test
    void partition_isComputedOnce() {
        play(() -> {
            PartitionCacheProof fresh = new PartitionCacheProof();
            run(fresh::read, fresh::read);
            expect(fresh.computed.get() == 1, "computed " + fresh.computed + " times");
        });
    }

    /** It is let go while it is computed or read: the reader reads on, and nothing stays counted. */
    @Test
    void partitionThatIsLetGo_isReadOn_andCountsNothing() {
        play(() -> {
            PartitionCacheProof fresh = new PartitionCacheProof();
            run(fresh::read, () -> {
                fresh.wanted.set(false);
                fresh.cache.drop(NODE);
            });
            expect(fresh.budget.kept() == 0, fresh.budget.toString());
        });
    }

    /** Its memory is asked for while it is read: it goes only when nobody uses it, and goes once. */
    @Test
    void partitionThatIsEvicted_isGivenBackOnce() {
        play(() -> {
            PartitionCacheProof fresh = new PartitionCacheProof();
            fresh.read();
            run(fresh::read, () -> {
                if (fresh.budget.tryKeep(1 << 20, null)) {
                    fresh.budget.releaseKept(1 << 20);
                }
            });
            fresh.cache.close();
            expect(fresh.budget.kept() == 0, fresh.budget.toString());
        });
    }
}
