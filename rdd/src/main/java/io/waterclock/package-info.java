/**
 * The entrance: a program's configuration and context, the tuples, and the errors that every room throws.
 *
 * <p>Step of the record's journey: 0, before it; nothing flows yet. Read {@link io.waterclock.WaterclockContext} first (it makes RDDs
 * and finds the engine by the master URL), then {@link io.waterclock.WaterclockConf} and {@link
 * io.waterclock.WaterclockException}.
 *
 * <p>Never runs a job itself and never names an engine: an engine is found by {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.waterclock;

import org.jspecify.annotations.NullMarked;
