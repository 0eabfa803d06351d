// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.function.Function;
import io.waterclock.source.LocalListSource;
import io.waterclock.util.CallSite;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final Operator OP = new Operator("op", new CallSite("Orders#total", "Orders.java:1"));

    private static Lineage source(int partitions) {
        return new Lineage.Source(OP, LocalListSource.of("parallelize", List.of(1, 2, 3), partitions));
    }

    private static Lineage spread(Lineage parent, int n) {
        return new Lineage.Shuffle(OP, parent, new HashPartitioner(n), Combiner.None.INSTANCE, null);
    }

    private static Lineage map(Lineage parent, boolean preserves) {
        return new Lineage.Narrow(OP, parent, NarrowKind.MAP, (Function<Object, Object>) x -> x, preserves);
    }

    @Test
    void numbersOfPartitions_followFromTheParents() {
        assertThat(source(3).numPartitions()).isEqualTo(3);
        assertThat(map(source(3), false).numPartitions()).isEqualTo(3);
        assertThat(new Lineage.Union(OP, List.of(source(3), source(2))).numPartitions())
                .isEqualTo(5);
        assertThat(spread(source(3), 7).numPartitions()).isEqualTo(7);
        assertThat(new Lineage.Coalesce(OP, source(3), 2).numPartitions()).isEqualTo(2);
        assertThat(new Lineage.Coalesce(OP, source(3), 9).numPartitions()).isEqualTo(3);
    }

    @Test
    void coalesce_givesEachParentToOneChild_alsoForHugeNumbers() {
        for (int p = 1; p < 40; p++) {
            for (int n = 1; n <= p; n++) {
                Lineage.Coalesce coalesce = new Lineage.Coalesce(OP, source(p), n);
                assertThat(coalesce.firstParentPartition(0)).isZero();
                assertThat(coalesce.firstParentPartition(n)).isEqualTo(p);
                for (int i = 0; i < n; i++) {
                    int size = coalesce.firstParentPartition(i + 1) - coalesce.firstParentPartition(i);
                    assertThat(size).isBetween(p / n, (p + n - 1) / n);
                }
            }
        }
    }

    @Test
    void partitioner_staysOnlyWhereKeysStay() {
        Lineage spread = spread(source(2), 4);
        assertThat(spread.partitioner()).isEqualTo(new HashPartitioner(4));
        assertThat(map(spread, true).partitioner()).isEqualTo(new HashPartitioner(4));
        assertThat(map(spread, false).partitioner()).isNull();
        assertThat(map(source(2), true).partitioner()).isNull();
        assertThat(new Lineage.Union(OP, List.of(spread, spread)).partitioner()).isNull();
        assertThat(new Lineage.Coalesce(OP, spread, 2).partitioner()).isNull();
        assertThat(new Lineage.CoGroup(OP, List.of(spread, spread), new HashPartitioner(4)).partitioner())
                .isEqualTo(new HashPartitioner(4));
    }

    @Test
    void functionOfAnotherKind_isRefused() {
        assertThatThrownBy(() -> new Lineage.Narrow(OP, source(1), NarrowKind.FLAT_MAP, "no function", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FLAT_MAP takes a io.waterclock.function.FlatMapFunction, not no function");
    }

    @Test
    void versionThatDoesNotFollow_isRefused() {
        StatefulFunction none = (partition, version, previous, records) -> new StatefulFunction.Update("", records);
        assertThatThrownBy(() -> new Lineage.Stateful(OP, source(1), "totals", 5, 5, none))
                .hasMessage("state totals: version 5 can't follow 5");
        assertThat(new Lineage.Stateful(OP, source(1), "totals", Lineage.Stateful.NONE, 0, none).toVersion())
                .isZero();
    }

    @Test
    void nodes_areComparedByIdentity_andNamedByTheirOperator() {
        assertThat(source(1)).isNotEqualTo(source(1)).hasToString("op at Orders.java:1");
    }

    @Test
    void cancellation_isThrownOnce_withTheFirstReason() {
        Cancellation cancellation = new Cancellation();
        int[] runs = {0, 0};
        Runnable forgotten = () -> runs[1]++;
        cancellation.onCancel(() -> runs[0]++);
        cancellation.onCancel(forgotten);
        cancellation.forget(forgotten);
        assertThat(cancellation.isCancelled()).isFalse();
        cancellation.cancel("first");
        cancellation.cancel("second");
        assertThat(cancellation.reason()).isEqualTo("first");
        assertThat(runs).containsExactly(1, 0);
        cancellation.onCancel(forgotten);
        assertThat(runs).as("too late to wait for it").containsExactly(1, 1);
    }
}
