// SPDX-License-Identifier: Apache-2.0
/**
 * What inputs and sinks of one's own have to keep, as JUnit tests: a test class extends {@link io.waterclock.testkit.contract.ReplayableInputContract} or {@link
 * io.waterclock.testkit.contract.SinkContract}, says how to make one and how to look at it from outside, and inherits the tests. Needs JUnit, which the test's own project brings.
 *
 * <p>Step of the record's journey: none; both its ends are looked at from outside.
 */
@NullMarked
package io.waterclock.testkit.contract;

import org.jspecify.annotations.NullMarked;
