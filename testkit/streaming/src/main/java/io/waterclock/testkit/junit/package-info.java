// SPDX-License-Identifier: Apache-2.0
/**
 * The test kit for JUnit Jupiter: a fresh kit for each test that asks for one, closed and checked after it. Read {@link
 * io.waterclock.testkit.junit.StreamingTest} first. The only package of the kit that needs JUnit, which the test's own project brings.
 *
 * <p>Step of the record's journey: none; here the whole journey is walked by hand.
 */
@NullMarked
package io.waterclock.testkit.junit;

import org.jspecify.annotations.NullMarked;
