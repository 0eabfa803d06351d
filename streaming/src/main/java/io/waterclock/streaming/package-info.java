/**
 * The entrance of a streaming program and the values that it handles: times, durations, states. It sees engines only
 * through the SPI of the batch half.
 *
 * <p>Step of the record's journey: 5, described by the stream graph.
 */
@NullMarked
package io.waterclock.streaming;

import org.jspecify.annotations.NullMarked;
