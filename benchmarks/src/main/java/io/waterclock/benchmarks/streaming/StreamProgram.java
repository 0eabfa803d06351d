// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import java.util.List;

/**
 * A streaming program that runs in a JVM of its own.
 *
 * <p>It talks by lines of its standard output. That for {@link Startup} prints {@value Startup#MARK} when its first batch is
 * complete, and ends by itself. That for {@link SocketWordCount} gets host, port and interval in milliseconds as arguments,
 * and lets {@link WordTotals} do the talking.
 *
 * @param name what the table calls it
 * @param jvmOptions flags that it needs; others may be added
 */
public record StreamProgram(String name, String mainClass, List<String> jvmOptions) {}
