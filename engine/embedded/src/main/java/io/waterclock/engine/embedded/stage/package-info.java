/**
 * A job cut into stages at its shuffles, and the partitions of a stage claimed by threads.
 *
 * <p>Step of the record's journey: 8, in a stage. Read {@link io.waterclock.engine.embedded.stage.DAGScheduler} first
 * (which stages a job needs, in which order), then {@link io.waterclock.engine.embedded.stage.StageEvaluator} (what a task
 * does to its partition) and {@link io.waterclock.engine.embedded.stage.TaskSet} (who runs it).
 *
 * <p>Never touches a single record: that is the task room's.
 */
@NullMarked
package io.waterclock.engine.embedded.stage;

import org.jspecify.annotations.NullMarked;
