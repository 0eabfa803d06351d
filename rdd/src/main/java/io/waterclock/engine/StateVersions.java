// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

/**
 * The versions of the states that an engine keeps, by the name of the state. A job over a {@link
 * io.waterclock.rdd.Lineage.Stateful} node leaves a <em>draft</em> of its target version, partition by partition; nobody
 * but that node sees it. {@link #publish} makes it visible as a whole. A partition stays on the worker that wrote it
 * where the engine can manage (sticky placement). A draft belongs to one attempt until its task has ended well; attempts that
 * failed or came second leave nothing behind.
 *
 * <p>Reading a version that isn't published fails with code STATE_VERSION_MISSING, naming state and version; so does reading one whose worker was lost:
 * the layer above then restores it from its checkpoint,
 * by a stateful step to the same version over the partitions that are missing, and publishes again.
 *
 * <p>All methods are called on the driver, not from tasks. None runs user code.
 */
public interface StateVersions {

    /**
     * Makes a draft visible, all partitions at once: a reader sees all of it or none.
     *
     * @throws io.waterclock.WaterclockException with code STATE_VERSION_MISSING when any of its {@code numPartitions}
     *     partitions has no draft; nothing is published then
     */
    void publish(String name, long version, int numPartitions);

    /** Drops a draft. Does nothing when there is none; never touches what is published. */
    void abandon(String name, long version);

    /** Drops a published version; jobs that are reading it may fail or finish. Does nothing when there is none. */
    void drop(String name, long version);

    /** Whether the version is published and has not been dropped. */
    boolean isPublished(String name, long version);
}
