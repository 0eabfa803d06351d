// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What a random program is run on. */
interface Backend {

    /** The records of each partition. */
    List<List<Object>> collect(Node node);

    Future<List<Object>> collectAsync(Node node);

    /** The records one by one. */
    List<Object> iterated(Node node);

    long count(Node node);

    Future<Long> countAsync(Node node);

    List<Object> take(Node node, int k);

    Future<List<Object>> takeAsync(Node node, int k);

    /** A list of the first record; empty when there is none. */
    List<Object> first(Node node);

    /** The first or last of all records, sorted. */
    List<Object> ordered(Node node, int k, boolean ascending);

    List<Object> sampled(Node node, int k);

    /** The sum of the records' weights; null when there are none. */
    @Nullable
    Object reduce(Node node);

    long fold(Node node);

    /** All records, sorted. */
    List<Object> aggregate(Node node);

    /** The number and the sum of the weights. */
    List<Long> treeAggregate(Node node);

    /** The number, sum, least and greatest of the weights as doubles; only the number when there are none. */
    List<Double> numbers(Node node);

    /** What a function saw that was called for each partition, in any order. */
    List<List<Object>> foreachPartition(Node node);

    Future<List<List<Object>>> foreachPartitionAsync(Node node);

    /** The number and the sum of the weights, by accumulators. */
    List<Long> accumulate(Node node);

    Map<Object, Long> countByValue(Node node);

    Map<Object, Long> countByKey(Node node);

    /** The values of the key, in any order. */
    List<Object> lookup(Node node, @Nullable Object key);

    /** Keeps it at one of the levels. */
    void persist(Node node, int level);

    void unpersist(Node node);

    void checkpoint(Node node);

    void localCheckpoint(Node node);
}
