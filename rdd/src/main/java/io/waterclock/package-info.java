/**
 * The entrance of a batch program, its configuration, and the values that every program handles (tuples,
 * errors). It never names an engine and knows nothing of streams.
 *
 * <p>Step of the record's journey: none; here a program begins.
 */
@NullMarked
package io.waterclock;

import org.jspecify.annotations.NullMarked;
