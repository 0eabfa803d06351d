// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.FutureAction;
import io.waterclock.function.Function;
import io.waterclock.partial.BoundedDouble;
import io.waterclock.partial.PartialResult;
import io.waterclock.source.LocalListSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The time-out comes when the test says so: partitions are handed in by hand. */
class ApproximateActionsTest {
    private static final Lineage FOUR =
            new Lineage.Source(Operator.here("parallelize"), LocalListSource.of("parallelize", List.of(1, 2, 3, 4), 4));

    private final ByHand context = new ByHand();

    private ApproximateActions actions(Object... partitionsDoneByThen) {
        return new ApproximateActions(context, FOUR, (future, timeoutMs) -> {
            assertThat(timeoutMs).isEqualTo(50);
            for (int i = 0; i < partitionsDoneByThen.length; i++) {
                context.give(i, partitionsDoneByThen[i]);
            }
        });
    }

    @Test
    void initialValue_isFromThePartitionsDone_finalFromAll() {
        List<Object> heard = new ArrayList<>();
        PartialResult<BoundedDouble> count = actions(10L, 14L).count(50, 0.95);
        count.onComplete(heard::add);
        assertThat(count.isInitialValueFinal()).isFalse();
        BoundedDouble initial = count.initialValue();
        assertThat(initial.mean()).isEqualTo(48);
        assertThat(initial.low()).isEqualTo(24); // what was seen: the bounds would be wider
        assertThat(initial.high()).isGreaterThan(48).isLessThan(200);
        assertThat(count).hasToString("(partial: " + initial + ")");
        assertThat(heard).isEmpty();
        context.give(2, 1L);
        context.give(3, 5L);
        context.end();
        assertThat(count.getFinalValue()).isEqualTo(new BoundedDouble(30, 1, 30, 30));
        assertThat(heard).containsExactly(count.getFinalValue());
        assertThat(count.initialValue()).isEqualTo(initial);
    }

    @Test
    void sumsAndMeans_areEstimated() {
        BoundedDouble sum =
                actions(new double[] {10, 2}, new double[] {14, 2}).sum(50, 0.9).initialValue();
        assertThat(sum.mean()).isEqualTo(48);
        assertThat(sum.low()).isLessThan(48);
        BoundedDouble mean = actions(new double[] {10, 2}, new double[] {14, 2})
                .mean(50, 0.9)
                .initialValue();
        assertThat(mean.mean()).isEqualTo(6);
        assertThat(mean.confidence()).isEqualTo(0.9);
    }

    @Test
    void countsByKey_areEstimatedForTheKeysSeen() {
        Map<Object, BoundedDouble> counts = actions(Map.of("a", 3L), Map.of("a", 5L, "b", 1L))
                .countByKey(50, 0.95)
                .initialValue();
        assertThat(counts.get("a").mean()).isEqualTo(16);
        assertThat(counts.get("b").mean()).isEqualTo(2);
        assertThat(counts.get("b").low()).isEqualTo(1);
        assertThat(counts).hasSize(2);
    }

    @Test
    void failure_isTheFinalValues() {
        List<Exception> heard = new ArrayList<>();
        PartialResult<BoundedDouble> count = actions(10L).count(50, 0.95);
        count.onFail(heard::add);
        context.fail(new IllegalStateException("no"));
        assertThatThrownBy(count::getFinalValue).isInstanceOf(IllegalStateException.class);
        assertThat(heard).hasSize(1);
        count.onFail(heard::add);
        assertThat(heard).hasSize(2);
    }

    /** Runs the one job up to the point where partitions are awaited. */
    private static final class ByHand implements RDDContext {
        private PartitionResults<Object> results = (index, result) -> {
            throw new AssertionError("no job yet");
        };
        private CompletableFuture<Object> action = new CompletableFuture<>();
        private Function<RDDContext, Object> body = context -> context;
        private boolean ended;

        @Override
        public io.waterclock.codec.Codecs codecs() {
            return new io.waterclock.codec.Codecs();
        }

        @Override
        public <U> U setting(io.waterclock.ConfigKey<U> key) {
            return new io.waterclock.WaterclockConf(false).get(key);
        }

        private static final class Begun extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }

        private static final class Action1<T> extends CompletableFuture<T> implements FutureAction<T> {
            @Override
            public List<Integer> jobIds() {
                return List.of(0);
            }
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> FutureAction<T> submit(String name, Function<RDDContext, T> run) {
            Action1<T> made = new Action1<>();
            action = (CompletableFuture<Object>) made;
            body = (Function<RDDContext, Object>) run;
            ended = false;
            assertThatThrownBy(() -> run.call(this)).isInstanceOf(Begun.class);
            return made;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R> List<R> runJob(
                Lineage lineage, List<Integer> partitions, Action<R> asked, String name, PartitionResults<R> heard) {
            assertThat(partitions).containsExactly(0, 1, 2, 3);
            if (!ended) {
                results = (PartitionResults<Object>) heard;
                throw new Begun();
            }
            return List.of();
        }

        void give(int index, Object result) {
            results.take(index, result);
        }

        /** Runs what follows the job. */
        void end() {
            ended = true;
            try {
                action.complete(body.call(this));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        void fail(Exception cause) {
            action.completeExceptionally(cause);
        }

        @Override
        public Object owner() {
            return this;
        }

        @Override
        public int nextRddId() {
            return 0;
        }

        @Override
        public int byKeyPartitions(int mostOfParents) {
            return mostOfParents;
        }

        @Override
        public void persist(Lineage lineage, StorageLevel level) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unpersist(Lineage lineage, boolean blocking) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StorageLevel storageLevel(Lineage lineage) {
            return StorageLevel.NONE;
        }

        @Override
        public Lineage checkpoint(Lineage lineage, int rddId, boolean local) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCheckpointed(Lineage lineage) {
            return false;
        }

        @Override
        public String checkpointFile(Lineage lineage) {
            throw new UnsupportedOperationException();
        }
    }
}
