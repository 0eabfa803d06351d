// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks of streams: from the start of a JVM to its first batch, and words counted as they come from a socket. Each
 * contender is a program in a JVM of its own; {@link io.waterclock.benchmarks.streaming.StreamProgram} says how it talks
 * to the one that measures. Read {@link io.waterclock.benchmarks.streaming.SocketWordCount} first.
 *
 * <p>Step of the record's journey: 1 to 11, from a socket to an output, with a stopwatch.
 */
@NullMarked
package io.waterclock.benchmarks.streaming;

import org.jspecify.annotations.NullMarked;
