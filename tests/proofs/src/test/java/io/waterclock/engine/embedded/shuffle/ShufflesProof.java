// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.Slabs;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.source.LocalListSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link ShuffleOutput}, {@link ShuffleStore} and {@link MapOutput}: what changes values in place is done once, and nothing stays counted. */
class ShufflesProof {
    private static final Codecs CODECS = new Codecs();
    private static final Pairs MERGED = new Pairs();

    private static EngineMemory memory() {
        MemoryBudget budget = new MemoryBudget(1 << 20, 0.5, (counted, more) -> false);
        return new EngineMemory(budget, new Slabs(budget), new LocalFiles(List.of()), new SizeEstimator());
    }

    /** Two readers of a target combine it once. Without the look under the lock they both do. */
    @Test
    void target_isMergedOnce() {
        play(() -> {
            ShuffleOutput output = new ShuffleOutput(List.of(), 1, CODECS);
            AtomicInteger merges = new AtomicInteger();
            Pairs[] seen = new Pairs[2];
            run(
                    () -> seen[0] = output.merged(0, () -> merged(merges)),
                    () -> seen[1] = output.merged(0, () -> merged(merges)));
            expect(merges.get() == 1, "merged " + merges + " times");
            expect(seen[0] == MERGED && seen[1] == seen[0], "they saw others");
        });
    }

    private static Pairs merged(AtomicInteger merges) {
        merges.incrementAndGet();
        return MERGED;
    }

    /** Combining fails for one of them: the other doesn't try with values that are changed by half. */
    @Test
    void targetWhoseMergeHasFailed_isMissingForOthers() {
        play(() -> {
            ShuffleOutput output = new ShuffleOutput(List.of(), 1, CODECS);
            AtomicInteger merges = new AtomicInteger();
            AtomicInteger missing = new AtomicInteger();
            run(() -> failing(output, merges, missing), () -> failing(output, merges, missing));
            expect(merges.get() == 1, "merged " + merges + " times");
            expect(missing.get() == 1 && output.isBroken(), missing + " were told");
        });
    }

    private static void failing(ShuffleOutput output, AtomicInteger merges, AtomicInteger missing) throws Exception {
        try {
            output.merged(0, () -> {
                merges.incrementAndGet();
                throw new IllegalStateException("half");
            });
        } catch (OutputMissing e) {
            missing.incrementAndGet();
        } catch (IllegalStateException e) {
            expect(e.getMessage().equals("half"), e.toString());
        }
    }

    /** Two jobs need the same map stage: it is run once, and both find what it wrote. */
    @Test
    void stage_isRunOnce() {
        Operator operator = Operator.here("proof");
        Lineage parent = new Lineage.Source(operator, LocalListSource.of("proof", List.of(1), 1));
        play(() -> {
            Lineage reader = new Lineage.Checkpoint(operator, parent);
            ShuffleStore store = new ShuffleStore(memory());
            AtomicInteger runs = new AtomicInteger();
            run(() -> computed(store, reader, runs), () -> computed(store, reader, runs));
            expect(runs.get() == 1, "run " + runs + " times");
        });
    }

    private static void computed(ShuffleStore store, Lineage reader, AtomicInteger runs) throws Exception {
        store.compute(reader, 0, () -> {}, () -> {}, () -> {
            runs.incrementAndGet();
            return new ShuffleOutput(List.of(), 1, CODECS);
        });
        expect(store.get(reader, 0) != null, "nothing is there");
    }

    /** What a map task wrote is let go and moved to disk at once: its bytes are given back once. Without the monitor, twice. */
    @Test
    void output_isGivenBackOnce() {
        play(() -> {
            MemoryBudget budget = new MemoryBudget(1_000, 0.5, (counted, more) -> false);
            budget.tryKeep(500, null);
            MapOutput output = MapOutput.of(new Bucket[1], null, 8, 500, 500);
            Disk disk = new Disk(new LocalFiles(List.of()));
            run(() -> output.discard(budget), () -> output.moveToDisk(() -> disk.create(CODECS), budget));
            expect(budget.kept() == 0, budget.toString());
        });
    }
}
