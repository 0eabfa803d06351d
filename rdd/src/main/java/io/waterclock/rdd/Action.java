// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.function.Function2;
import io.waterclock.function.VoidFunction;
import java.util.Iterator;

/**
 * What a job makes of each partition.
 *
 * @param <R> the result of one partition
 */
public sealed interface Action<R> {

    /** How many records there are. */
    record Count() implements Action<Long> {}

    /** All records, in a fresh array. */
    record Collect() implements Action<Object[]> {}

    /** The first records; no more of the input is evaluated than they need. */
    record Take(int atMost) implements Action<Object[]> {}

    /** The function is called for each record. */
    record Foreach(VoidFunction<?> function) implements Action<Void> {}

    /** One record out of all, in an array of one; an empty array for an empty partition. */
    record Reduce(Function2<?, ?, ?> function) implements Action<Object[]> {}

    /** Starts from a copy of the zero value and takes in each record; the copy may be changed and returned. */
    record Aggregate(ZeroValue<?> zero, Function2<?, ?, ?> take) implements Action<Object> {}

    /** The function sees the partition's index and its records; what it doesn't read is not computed. */
    record Process<R>(Function2<Integer, ? extends Iterator<?>, R> function) implements Action<R> {}
}
