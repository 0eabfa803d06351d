// SPDX-License-Identifier: Apache-2.0
/**
 * Random programs of streams as plain descriptions, and what came out of them. {@link io.waterclock.tests.spark.program.Programs} makes them of a seed.
 * Knows neither of the two systems that run them.
 *
 * <p>Step of the record's journey: none, it watches all of them from outside.
 */
@NullMarked
package io.waterclock.tests.spark.program;

import org.jspecify.annotations.NullMarked;
