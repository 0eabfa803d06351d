// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks of what streams keep from batch to batch: windows and states. A clock is turned by hand, so batches follow one
 * another as fast as each is done, and each is timed by itself. Read {@link io.waterclock.benchmarks.steps.StepBenchmark}
 * and {@link io.waterclock.benchmarks.steps.StepContender} first.
 *
 * <p>Step of the record's journey: from the making of a batch to its output, with a stopwatch.
 */
@NullMarked
package io.waterclock.benchmarks.steps;

import org.jspecify.annotations.NullMarked;
