// SPDX-License-Identifier: Apache-2.0
/**
 * One partition of a stage, as one loop.
 *
 * <p>Step of the record's journey: 9, in a fused task. Read {@link io.waterclock.engine.embedded.task.Pipeline} first
 * (a chain of narrow operators and what stands at its end), then {@link io.waterclock.engine.embedded.task.Interpreter} (how
 * a stage starts) and {@link io.waterclock.engine.embedded.task.Specializer} (how a hot one gets loops of its own).
 *
 * <p>Knows nothing of jobs, stages or other partitions.
 */
@NullMarked
package io.waterclock.engine.embedded.task;

import org.jspecify.annotations.NullMarked;
