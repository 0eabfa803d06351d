// SPDX-License-Identifier: Apache-2.0
/**
 * A streaming program that is made to be tested: what it computes is a class that takes streams and returns streams, and where
 * these come from and go to is said elsewhere. {@link io.waterclock.examples.tested.WordCounts} first.
 *
 * <p>Step of the record's journey: none; this is a user's program.
 */
@NullMarked
package io.waterclock.examples.tested;

import org.jspecify.annotations.NullMarked;
