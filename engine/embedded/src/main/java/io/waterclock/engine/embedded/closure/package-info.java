/**
 * What functions hold on to, and so whether the tasks of a stage may share them.
 *
 * <p>Step of the record's journey: 9, in a fused task; before its first record. Read {@link
 * io.waterclock.engine.embedded.closure.FunctionBinder} first (shared, or a copy for each attempt), then {@link
 * io.waterclock.engine.embedded.closure.Captures} (how that is seen).
 *
 * <p>Never calls a function.
 */
@NullMarked
package io.waterclock.engine.embedded.closure;

import org.jspecify.annotations.NullMarked;
