// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

import java.util.List;

/** The lines of the word count: {@value Words#PER_LINE} words each, with one space between. */
public record WordCountInput(List<String> lines) {}
