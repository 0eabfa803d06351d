/**
 * The functions that a program hands to the operators.
 *
 * <p>Step of the record's journey: 6, described by lineage; a function is the user's part of an operator. Read {@link
 * io.waterclock.function.Function} first; the others differ only in their arguments.
 *
 * <p>Every {@code call} may throw: the engine wraps what is thrown in an error that names the operator, its call site,
 * the partition and the record. All are serializable, so that a lambda can be copied for a task or sent to a worker;
 * the embedded engine does not ask for it. Nothing here runs a function.
 */
@NullMarked
package io.waterclock.function;

import org.jspecify.annotations.NullMarked;
