// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.engine.embedded.closure.CombineFunctions;
import io.waterclock.engine.embedded.shuffle.CombineTable;
import io.waterclock.engine.embedded.shuffle.RawBuckets;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt at one partition changes while it runs through a pipeline. Fields are open to the templates, which
 * read and write them for each record. Used by one thread.
 */
@SuppressWarnings("NullAway") // the fields that a pipeline uses are set by its terminal before the first record
public final class Run {
    /** A flatMap looks at the cancellation each time its count of results has none of these bits. */
    static final int CHECK_MASK = 1023;

    private static final int NOT_FAILED = -1;

    private final Task task;

    /** The function of each operator, this attempt's own copy where it has one. */
    final Object[] functions;

    /** The function at the end, if it has one. */
    @Nullable
    Object terminalFunction;

    /** Where values of a key are combined, takes in a further one; {@link #create} makes a value of the first, null is the first itself. */
    final @Nullable Object take;

    final @Nullable Object create;

    /** Set by the end of the chain when it has enough for now; every loop then returns after its current record. */
    boolean stop;

    /** Iterators that a flatMap left when stopped, by the operator's index. */
    final @Nullable Iterator<?>[] pending;

    /** Keys that belong to them, for flatMapValues. */
    final Object[] pendingKeys;

    /** How many of {@link #pending} are set. */
    int pendingCount;

    /** How many records reached the end in whole chunks. */
    long count;

    Object[] out;
    int size;
    int limit;
    Object accumulator;
    boolean some;
    CombineTable table;
    RawBuckets buckets;

    /** The index in its partition of the record that the loop is at, or −1. */
    long record = -1;

    private int failedOperator = NOT_FAILED;

    Run(Object[] functions, @Nullable Object terminalFunction, Task task) {
        this.task = task;
        this.functions = functions;
        this.terminalFunction = terminalFunction;
        if (terminalFunction instanceof CombineFunctions combine) {
            this.take = combine.take();
            this.create = combine.create();
        } else {
            this.take = terminalFunction;
            this.create = null;
        }
        this.pending = new Iterator<?>[functions.length];
        this.pendingKeys = new Object[functions.length];
    }

    /** Ends the attempt when its job is over. */
    void checkCancelled() {
        task.checkCancelled();
    }

    /** Notes which operator a function belongs to that has thrown; the first note stays. */
    void failed(int operator) {
        if (failedOperator == NOT_FAILED) {
            failedOperator = operator;
        }
    }

    /** A failure has been told: another one is another's. */
    void forgetFailure() {
        failedOperator = NOT_FAILED;
    }

    /** The index of the operator that failed; that of the end of the chain when none was noted. */
    int failedOperator() {
        return failedOperator == NOT_FAILED ? functions.length : failedOperator;
    }
}
