// SPDX-License-Identifier: Apache-2.0
/**
 * How long a record takes from when it was to arrive until a batch has put it out. Each contender is a program in a JVM of its
 * own, with the sender in it. Read {@link io.waterclock.benchmarks.latency.LatencyRun} first.
 *
 * <p>Step of the record's journey: from a receiver's store to an output, with a stopwatch.
 */
@NullMarked
package io.waterclock.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
