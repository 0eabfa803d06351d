/**
 * The default engine: runs plans inside one JVM, with stages, fused tasks, shuffle and a block store. It is found from
 * masters that begin with {@code local}, and knows nothing of streams.
 *
 * <p>Step of the record's journey: 8 to 10, in a stage, in a task, across a shuffle.
 */
@NullMarked
package io.waterclock.engine.embedded;

import org.jspecify.annotations.NullMarked;
