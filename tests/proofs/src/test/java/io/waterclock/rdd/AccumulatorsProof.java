// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.proofs.Linear;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Accumulators: tasks' updates come in while the program adds, reads and resets. Without the monitor some are lost. */
class AccumulatorsProof {

    public static class OfLongs {
        private final LongAccumulator all = new LongAccumulator();

        public OfLongs() {
            all.register(1, null);
        }

        @Operation
        public void add() {
            all.add(1L);
        }

        @Operation
        public void merge() {
            LongAccumulator task = new LongAccumulator();
            task.add(10L);
            all.mergeFromTask(task);
        }

        @Operation
        public long sum() {
            return all.sum();
        }

        @Operation
        public long count() {
            return all.count();
        }

        @Operation
        public void reset() {
            all.reset();
        }
    }

    public static class OfDoubles {
        private final DoubleAccumulator all = new DoubleAccumulator();

        public OfDoubles() {
            all.register(1, null);
        }

        @Operation
        public void add() {
            all.add(1.0);
        }

        @Operation
        public void merge() {
            DoubleAccumulator task = new DoubleAccumulator();
            task.add(10.0);
            all.mergeFromTask(task);
        }

        @Operation
        public double sum() {
            return all.sum();
        }

        @Operation
        public long count() {
            return all.count();
        }
    }

    public static class OfLists {
        private final CollectionAccumulator<Integer> all = new CollectionAccumulator<>();

        public OfLists() {
            all.register(1, null);
        }

        @Operation
        public void add() {
            all.add(1);
        }

        @Operation
        public void merge() {
            CollectionAccumulator<Integer> task = new CollectionAccumulator<>();
            task.add(10);
            all.mergeFromTask(task);
        }

        @Operation
        public List<Integer> value() {
            return all.value();
        }

        @Operation
        public void reset() {
            all.reset();
        }
    }

    @Test
    void longs_areLinearizable() {
        Linear.check(OfLongs.class);
    }

    @Test
    void doubles_areLinearizable() {
        Linear.check(OfDoubles.class);
    }

    @Test
    void lists_areLinearizable() {
        Linear.check(OfLists.class);
    }
}
