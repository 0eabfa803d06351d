/**
 * The Engine SPI: the waist between what is to be done and what does it.
 *
 * <p>Step of the record's journey: 7, a job; it crosses from the streaming half, or an action, to an engine. Read {@link
 * io.waterclock.engine.Engine} first: its four abilities are {@linkplain io.waterclock.engine.JobRunner#run running a plan},
 * {@linkplain io.waterclock.engine.StateVersions keeping and publishing versioned partitions}, {@linkplain
 * io.waterclock.engine.Engine#host hosting a receiver}, and keeping marked nodes. {@link
 * io.waterclock.engine.EngineProvider} is how an engine is found.
 *
 * <p>Holds contracts, clocks and threads; never a way of evaluating.
 */
@NullMarked
package io.waterclock.engine;

import org.jspecify.annotations.NullMarked;
