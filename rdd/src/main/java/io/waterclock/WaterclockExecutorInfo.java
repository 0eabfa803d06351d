// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

/**
 * A process that runs tasks, at one moment.
 *
 * @param port 0 where nothing is to be connected to
 * @param cacheSize bytes of kept partitions, as far as the engine measures them
 */
public record WaterclockExecutorInfo(String host, int port, long cacheSize, int numRunningTasks) {}
