// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.ConfigKey;
import io.waterclock.codec.Codecs;
import java.util.List;

/**
 * What a façade asks of the context it was made in. The context implements it in private, so that rdd needs to know nothing of contexts.
 */
public interface RDDContext {

    /** The {@code WaterclockContext} itself. */
    Object owner();

    int nextRddId();

    /** Partitions of a by-key operation whose parents have at most so many: the setting, else that many. */
    int byKeyPartitions(int mostOfParents);

    /** {@code count}, {@code collect} and so on: runs an action on some partitions and answers in their order. */
    <R> List<R> runJob(Lineage lineage, List<Integer> partitions, Action<R> action, String name);

    /** @throws UnsupportedOperationException when the node has another level already */
    void persist(Lineage lineage, StorageLevel level);

    void unpersist(Lineage lineage, boolean blocking);

    StorageLevel storageLevel(Lineage lineage);

    /** How records become bytes. */
    Codecs codecs();

    /** A setting of the context's. */
    <T> T setting(ConfigKey<T> key);
}
