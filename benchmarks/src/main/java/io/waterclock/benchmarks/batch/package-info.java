// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks of jobs over data that is there: operators on each record, counts, groups, sorts and joins by key, jobs that are
 * nearly nothing but overhead, data that is skewed or grows. For each, our contender and the code that a careful person writes
 * by hand; peers are found as services. Read {@link io.waterclock.benchmarks.batch.BatchBenchmark} first. The functions of all
 * contenders of a benchmark have the same bodies: short ones are written out in each, longer ones are an input's.
 *
 * <p>Step of the record's journey: 6 to 10, lineage to shuffle, with a stopwatch.
 */
@NullMarked
package io.waterclock.benchmarks.batch;

import org.jspecify.annotations.NullMarked;
