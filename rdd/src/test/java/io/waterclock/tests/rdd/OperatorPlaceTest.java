// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.rdd;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.FutureAction;
import io.waterclock.rdd.PartitionResults;
import io.waterclock.function.Function;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.RDDContext;
import io.waterclock.rdd.StorageLevel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The place of an operator with a function: found on the stack, or known by the lambda. */
class OperatorPlaceTest {
    private static final int TRUSTED = 16;

    private final RDD<Integer> source =
            new RDD<>(new NoContext(), new Lineage.Source(Operator.here("source"), List::of));

    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow())
                .getLineNumber();
    }

    private static String map(int line) {
        return "map at OperatorPlaceTest.java:" + line;
    }

    @Test
    void lambdaInItsPlace_isNamedAlike_andBecomesOneObject() {
        int captured = source.id();
        Operator before = null;
        for (int i = 0; i < 3 * TRUSTED; i++) {
            Lineage mapped = source.map(x -> x + captured).lineage();
            assertThat(mapped.operator().toString()).isEqualTo(map(line() - 1));
            if (i > TRUSTED) {
                assertThat(mapped.operator()).isSameAs(before);
            }
            before = mapped.operator();
        }
    }

    @Test
    void lambdaHandedToTwoPlaces_isNamedByEach() {
        Function<Integer, Integer> f = x -> x + 1;
        for (int i = 0; i < 3 * TRUSTED; i++) {
            assertThat(source.map(f).toString()).endsWith(map(line()));
            assertThat(source.map(f).toString()).endsWith(map(line()));
            assertThat(source.map(f).map(f).toString()).endsWith(map(line()));
        }
    }

    @Test
    void knownLambda_afterAnotherOperator_isLookedForAgain() {
        Function<Integer, Integer> f = x -> x + 1;
        RDD<Integer> mapped = source;
        for (int i = 0; i < 2 * TRUSTED; i++) {
            mapped = source.map(f);
        }
        assertThat(mapped.filter(x -> true).map(f).toString()).endsWith(map(line()));
        assertThat(mapped.map(f).toString()).endsWith(map(line()));
        assertThat(source.flatMap(x -> List.of(f.call(x)).iterator()).toString())
                .contains("flatMap");
    }

    @Test
    void functionOfANamedClass_isLookedForEachTime() {
        Function<Integer, Integer> f = new Increment();
        for (int i = 0; i < 2 * TRUSTED; i++) {
            assertThat(source.map(f).toString()).endsWith(map(line()));
        }
        assertThat(source.map(f).toString()).endsWith(map(line()));
    }

    private static final class Increment implements Function<Integer, Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer call(Integer x) {
            return x + 1;
        }
    }

    /** {@code keyBy} wraps the function in a lambda of ours, which is the same class for every caller. */
    @Test
    void operatorsWithAFunctionOfOurs_areLookedForEachTime() {
        for (int i = 0; i < 2 * TRUSTED; i++) {
            assertThat(source.keyBy(x -> x).toString()).endsWith("keyBy at OperatorPlaceTest.java:" + line());
        }
        assertThat(source.keyBy(x -> x).toString()).endsWith("keyBy at OperatorPlaceTest.java:" + line());
    }

    private static final class NoContext implements RDDContext {
        @Override
        public <T> FutureAction<T> submit(String name, Function<RDDContext, T> body) {
            throw new UnsupportedOperationException();
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
        public <R> List<R> runJob(
                Lineage lineage,
                List<Integer> partitions,
                Action<R> action,
                String name,
                PartitionResults<R> results) {
            return List.of();
        }

        @Override
        public void persist(Lineage lineage, StorageLevel level) {}

        @Override
        public void unpersist(Lineage lineage, boolean blocking) {}

        @Override
        public StorageLevel storageLevel(Lineage lineage) {
            return StorageLevel.NONE;
        }
    }
}
