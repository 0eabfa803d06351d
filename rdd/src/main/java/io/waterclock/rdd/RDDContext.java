// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.ConfigKey;
import io.waterclock.FutureAction;
import io.waterclock.codec.Codecs;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    default <R> List<R> runJob(Lineage lineage, List<Integer> partitions, Action<R> action, String name) {
        return runJob(lineage, partitions, action, name, null);
    }

    /** The same; {@code results} hears of each partition before the others are there. */
    <R> List<R> runJob(
            Lineage lineage,
            List<Integer> partitions,
            Action<R> action,
            String name,
            @Nullable PartitionResults<R> results);

    /**
     * Begins an action on another thread, for the calling one: with its local properties and its call site.
     *
     * @param body runs the action's jobs through the context that it is given, so that they end when the action is cancelled
     */
    <T> FutureAction<T> submit(String name, Function<RDDContext, T> body);

    /**
     * What {@code pipe} runs on each partition's iterator: sends the records to a process of its own, and gives the lines that it prints.
     */
    default <T> FlatMapFunction<Iterator<T>, String> pipe(
            List<String> command,
            Map<String, String> env,
            boolean separateWorkingDir,
            int bufferSize,
            Charset encoding) {
        throw new UnsupportedOperationException("this context starts no processes");
    }

    /** @throws UnsupportedOperationException when the node has another level already */
    void persist(Lineage lineage, StorageLevel level);

    /** The same, noting which RDD asked. */
    default void persist(Lineage lineage, StorageLevel level, AbstractRDD<?, ?> by) {
        persist(lineage, level);
    }

    void unpersist(Lineage lineage, boolean blocking);

    StorageLevel storageLevel(Lineage lineage);

    /** How records become bytes. */
    Codecs codecs();

    /** A setting of the context's. */
    <T> T setting(ConfigKey<T> key);

    /**
     * Asks that the node be cut off from what it is computed from, after the next job that reads it.
     *
     * @param local whether the engine keeps its partitions, instead of files in the checkpoint directory
     * @return the node that stands for it from now on
     * @throws io.waterclock.WaterclockException with code CHECKPOINT_DIRECTORY_MISSING
     */
    Lineage checkpoint(Lineage lineage, int rddId, boolean local);

    /** Whether it has been cut off. */
    boolean isCheckpointed(Lineage lineage);

    /** The directory that it was written to, or null when it is in none. */
    @Nullable
    String checkpointFile(Lineage lineage);
}
