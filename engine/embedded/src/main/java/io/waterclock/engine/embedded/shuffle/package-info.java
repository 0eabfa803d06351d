/**
 * How records cross from the tasks of one stage to those of the next.
 *
 * <p>Step of the record's journey: 10, crossing a shuffle. Read {@link io.waterclock.engine.embedded.shuffle.CombineTable}
 * first (values of a key become one before they cross), then {@link io.waterclock.engine.embedded.shuffle.RawBuckets} (pairs
 * that cross as they are), {@link io.waterclock.engine.embedded.shuffle.ShuffleOutput} (what crosses, by reference or on disk)
 * and {@link io.waterclock.engine.embedded.shuffle.ShuffleReader}.
 *
 * <p>Never runs a task and never decides when.
 */
@NullMarked
package io.waterclock.engine.embedded.shuffle;

import org.jspecify.annotations.NullMarked;
