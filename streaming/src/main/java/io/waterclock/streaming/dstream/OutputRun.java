// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

/**
 * An output in a batch.
 *
 * @param operation whose run it is
 * @param run can be called again when it failed
 */
public record OutputRun(OutputOperation operation, OutputOperation.Run run) {}
