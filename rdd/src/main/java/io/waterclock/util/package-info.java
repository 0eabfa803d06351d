/**
 * Small values that programs and errors have to do with: statistics of numbers, and where in a program something was called.
 *
 * <p>Step of the record's journey: none; they are answers, not steps. Read {@link io.waterclock.util.StatCounter} first.
 *
 * <p>Knows nothing else of Waterclock.
 */
@NullMarked
package io.waterclock.util;

import org.jspecify.annotations.NullMarked;
