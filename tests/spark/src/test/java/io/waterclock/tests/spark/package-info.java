// SPDX-License-Identifier: Apache-2.0
/**
 * The same programs on Spark Streaming and here, compared batch by batch. Read {@link io.waterclock.tests.spark.SparkComparisonTest} first, then {@link
 * io.waterclock.tests.spark.SourceChanges}. Nothing here is written twice: what runs on Waterclock is made of what runs on Spark.
 *
 * <p>Step of the record's journey: none, it watches all of them from outside.
 */
@NullMarked
package io.waterclock.tests.spark;

import org.jspecify.annotations.NullMarked;
