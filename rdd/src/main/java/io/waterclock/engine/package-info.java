/**
 * The Engine SPI: what an engine must be able to do, its contract, and what engines share. It never knows which engine
 * answers, nor who asks.
 *
 * <p>Step of the record's journey: 7, a job.
 */
@NullMarked
package io.waterclock.engine;

import org.jspecify.annotations.NullMarked;
