// SPDX-License-Identifier: Apache-2.0
/**
 * How anything is measured here: contenders that do the same work take turns in one fresh JVM, several such JVMs are
 * started one after the other, and what is told is medians of medians. Read {@link io.waterclock.benchmarks.harness.Contender}
 * first, then {@link io.waterclock.benchmarks.harness.TurnTaking}. Knows nothing of what is measured.
 *
 * <p>Step of the record's journey: none; this is the stopwatch.
 */
@NullMarked
package io.waterclock.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
