/**
 * What an engine keeps from one job to the next: partitions of marked nodes in the form of their storage level, and the
 * versions of states.
 *
 * <p>Step of the record's journey: 12, remembered or forgotten. Read {@link
 * io.waterclock.engine.embedded.storage.PartitionCache} first (finding, storing, evicting), then a {@code Builder} (how
 * records get into a form) and {@code Records} (how they come out), then {@link
 * io.waterclock.engine.embedded.storage.StateStore}.
 *
 * <p>Never computes anything: who asks for a partition brings along how to make it.
 */
@NullMarked
package io.waterclock.engine.embedded.storage;

import org.jspecify.annotations.NullMarked;
