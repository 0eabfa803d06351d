/**
 * Engines against their contract and against the oracle, seen from the user's side: only the public API and a master URL.
 *
 * <p>Step of the record's journey: none; here steps 6 to 10 are judged.
 */
@NullMarked
package io.waterclock.tests.contract;

import org.jspecify.annotations.NullMarked;
