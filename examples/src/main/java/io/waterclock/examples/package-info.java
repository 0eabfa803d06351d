/**
 * Small programs that run, one idea each. They use only what a user has: the public API and the artifact
 * {@code io.waterclock:waterclock}.
 *
 * <p>Step of the record's journey: all of them, seen from outside.
 */
@NullMarked
package io.waterclock.examples;

import org.jspecify.annotations.NullMarked;
