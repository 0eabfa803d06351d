/**
 * The functions that a program hands to operators: serializable by interface, and free to throw. Nothing else lives
 * here, and nothing here depends on another package.
 *
 * <p>Step of the record's journey: none; these run inside steps 9 and 11.
 */
@NullMarked
package io.waterclock.function;

import org.jspecify.annotations.NullMarked;
