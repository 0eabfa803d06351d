/**
 * The benchmarks' work done by other systems, side by side with ours in one run. Nothing here is built by default or
 * needed by anything else.
 *
 * <p>Step of the record's journey: all of them, in other systems.
 */
@NullMarked
package io.waterclock.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
