// SPDX-License-Identifier: Apache-2.0
/**
 * What the benchmarks of jobs work on: the very same objects for ours, for what is written by hand and for peers. An input
 * says what its checksum is made of. Made from fixed seeds; knows nothing of any system.
 *
 * <p>Step of the record's journey: 1, outside.
 */
@NullMarked
package io.waterclock.benchmarks.input;

import org.jspecify.annotations.NullMarked;
