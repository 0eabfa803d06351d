/**
 * What we measure and how: our side and the loop that a careful person writes by hand. Clocks are read here directly,
 * and nothing here is needed to use the system.
 *
 * <p>Step of the record's journey: all of them, with a stopwatch.
 */
@NullMarked
package io.waterclock.benchmarks;

import org.jspecify.annotations.NullMarked;
