/**
 * What is measured of a task.
 *
 * <p>Step of the record's journey: 9, in a fused task. Read {@link io.waterclock.executor.TaskMetrics}, the only type.
 *
 * <p>Never measures anything itself.
 */
@NullMarked
package io.waterclock.executor;

import org.jspecify.annotations.NullMarked;
