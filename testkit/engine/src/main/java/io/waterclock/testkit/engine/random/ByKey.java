// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import static io.waterclock.testkit.engine.random.Strikes.order;
import static io.waterclock.testkit.engine.random.Strikes.struck;

import io.waterclock.Tuple2;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** The operators over pairs, by the public façades. */
@NullUnmarked
final class ByKey {
    private final boolean strikes;

    ByKey(boolean strikes) {
        this.strikes = strikes;
    }

    private Partitioner partitioner(Node node) {
        return Values.spreadsItsOwnWay(node.salt())
                ? new Strikes.OwnPartitioner(node.n(), strikes)
                : new HashPartitioner(node.n());
    }

    AbstractRDD<?, ?> make(Node node, PairRDD<Object, Object> left) {
        boolean struck = strikes;
        int n = node.n();
        boolean ascending = node.salt() % 2 == 0;
        return switch (node.op()) {
            case REDUCE_BY_KEY ->
                left.reduceByKey(partitioner(node), (a, b) -> Values.sum(a, struck(struck, b)))
                        .mapValues(Values::weight);
            case FOLD_BY_KEY ->
                left.foldByKey(0L, n, (a, b) -> Values.sum(a, struck(struck, b)))
                        .mapValues(Values::weight);
            case GROUP_BY_KEY ->
                left.groupByKey(partitioner(node)).mapValues(group -> Values.brief(Values.sorted(group)));
            case COMBINE_BY_KEY ->
                left.combineByKey(
                                x -> new HashSet<>(Collections.singleton(x)),
                                (set, x) -> with(set, struck(struck, x)),
                                (a, b) -> both(a, struck(struck, b)),
                                new HashPartitioner(n),
                                ascending)
                        .mapValues(set -> Values.brief(Values.sorted(set)));
            case AGGREGATE_BY_KEY ->
                left.aggregateByKey(
                                new HashSet<Object>(),
                                n,
                                (set, x) -> with(set, struck(struck, x)),
                                (a, b) -> both(a, struck(struck, b)))
                        .mapValues(set -> Values.brief(Values.sorted(set)));
            case PARTITION_BY -> left.partitionBy(partitioner(node));
            case REPARTITION_AND_SORT ->
                left.repartitionAndSortWithinPartitions(partitioner(node), order(struck))
                        .mapPartitionsToPair(Values::inOrder, true);
            case SORT_BY_KEY -> left.sortByKey(order(struck), ascending, n);
            case FILTER_BY_RANGE -> {
                Object a = Values.small(node.salt());
                Object b = Values.small(node.salt() + 7);
                boolean up = Values.ORDER.compare(a, b) <= 0;
                yield left.filterByRange(Values.ORDER, up ? a : b, up ? b : a);
            }
            default -> throw new IllegalStateException(node.toString());
        };
    }

    AbstractRDD<?, ?> make(Node node, PairRDD<Object, Object> left, PairRDD<Object, Object> right) {
        int n = node.n();
        return switch (node.op()) {
            case SUBTRACT_BY_KEY -> left.subtractByKey(right, partitioner(node));
            case JOIN -> left.join(right, partitioner(node)).mapValues(Values::brief);
            case LEFT_OUTER_JOIN -> left.leftOuterJoin(right, n).mapValues(Values::brief);
            case RIGHT_OUTER_JOIN -> left.rightOuterJoin(right, n).mapValues(Values::brief);
            case FULL_OUTER_JOIN -> left.fullOuterJoin(right, n).mapValues(Values::brief);
            case COGROUP ->
                left.cogroup(right, partitioner(node))
                        .mapValues(groups ->
                                Values.brief(new Tuple2<>(Values.sorted(groups._1()), Values.sorted(groups._2()))));
            case COGROUP_OF_THREE ->
                left.cogroup(right, left, n)
                        .mapValues(groups -> Values.brief(List.of(
                                Values.sorted(groups._1()), Values.sorted(groups._2()), Values.sorted(groups._3()))));
            default -> throw new IllegalStateException(node.toString());
        };
    }

    private static HashSet<Object> with(HashSet<Object> set, Object record) {
        set.add(record);
        return set;
    }

    private static HashSet<Object> both(HashSet<Object> a, HashSet<Object> b) {
        a.addAll(b);
        return a;
    }
}
