// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import java.util.List;

/** The lines of {@link WordCountBatch}: {@value Words#PER_LINE} words each, with one space between. */
public record WordCountInput(List<String> lines) {}
