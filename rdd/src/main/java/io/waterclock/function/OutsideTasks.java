// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

/**
 * What describes jobs or begins them: a context, an RDD, a stream. A function may hold one, but it is of no use in a task, and an object of the
 * program's that has one was hardly meant to go there.
 */
public interface OutsideTasks extends Shared {}
