/**
 * The embedded engine: evaluates lineage inside one JVM, for the masters {@code local}, {@code local[n]}, {@code local[*]}
 * and {@code local[n,f]}.
 *
 * <p>Step of the record's journey: 7, a job; it enters the engine. Read {@link
 * io.waterclock.engine.embedded.EmbeddedEngine} first (its rooms: stage, task, shuffle, storage), then {@link
 * io.waterclock.engine.embedded.LocalMaster}.
 *
 * <p>Never sees the streaming half, and never serializes a record.
 */
@NullMarked
package io.waterclock.engine.embedded;

import org.jspecify.annotations.NullMarked;
