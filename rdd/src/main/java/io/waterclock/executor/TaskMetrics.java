// SPDX-License-Identifier: Apache-2.0
package io.waterclock.executor;

/**
 * What is measured of an attempt at a task, up to the moment it was asked for.
 *
 * @param executorRunTime milliseconds since the attempt began to read its input
 */
public record TaskMetrics(long executorRunTime) {}
