// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.program;

import java.util.List;

/**
 * A queue of RDDs that a program begins with.
 *
 * @param batches an RDD each; there may be fewer than batches
 * @param partitions of each RDD
 * @param oneAtATime whether a batch takes one of them, or all
 * @param whenEmpty the records of a batch that finds the queue empty
 */
public record Input(List<List<Object>> batches, int partitions, boolean oneAtATime, List<Object> whenEmpty) {}
