// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a random program is run on. */
interface Backend {

    /** The records of each partition. */
    List<List<Object>> collect(Node node);

    long count(Node node);

    List<Object> take(Node node, int k);

    /** The sum of the records' weights; null when there are none. */
    @Nullable
    Object reduce(Node node);

    long fold(Node node);

    /** All records, sorted. */
    List<Object> aggregate(Node node);

    /** What a function saw that was called for each partition, in any order. */
    List<List<Object>> foreachPartition(Node node);

    Map<Object, Long> countByValue(Node node);

    /** The values of the key, in any order. */
    List<Object> lookup(Node node, Object key);

    void unpersist(Node node);
}
