/**
 * Random programs, the same for several engines: made from a seed, printed as text, run on a context or on plain lists.
 * Read {@link io.waterclock.testkit.engine.random.RandomLineages} first, then {@link
 * io.waterclock.testkit.engine.random.Node} (a step of a program).
 *
 * <p>Step of the record's journey: none; here steps 6 to 10 are judged.
 */
@NullMarked
package io.waterclock.testkit.engine.random;

import org.jspecify.annotations.NullMarked;
