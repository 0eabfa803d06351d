/**
 * What a program outside Waterclock's packages sees of the batch half, without an engine.
 *
 * <p>Step of the record's journey: none; here step 6 is judged from the user's side.
 */
@NullMarked
package io.waterclock.tests.rdd;

import org.jspecify.annotations.NullMarked;
