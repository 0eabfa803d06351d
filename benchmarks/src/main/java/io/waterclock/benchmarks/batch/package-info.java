// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks of jobs over data that is there: a narrow pipeline, a word count, a job that is nearly nothing but overhead.
 * For each, our contender and the code that a careful person writes by hand; peers are found as services. Read
 * {@link io.waterclock.benchmarks.batch.BatchBenchmark} first. The functions of all contenders of a benchmark have the same
 * bodies, written out in each: a shared method would be one more thing that isn't the user's.
 *
 * <p>Step of the record's journey: 6 to 10, lineage to shuffle, with a stopwatch.
 */
@NullMarked
package io.waterclock.benchmarks.batch;

import org.jspecify.annotations.NullMarked;
