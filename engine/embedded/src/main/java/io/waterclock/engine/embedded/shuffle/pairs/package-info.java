/**
 * Pairs as columns in memory, and what is done to them by key: numbering, grouping, joining, sorting.
 *
 * <p>Step of the record's journey: 10, crossing a shuffle. Read {@link io.waterclock.engine.embedded.shuffle.pairs.Pairs} first,
 * then {@link io.waterclock.engine.embedded.shuffle.pairs.KeyTable} and {@link
 * io.waterclock.engine.embedded.shuffle.pairs.Grouping}.
 *
 * <p>Knows nothing of tasks, budgets or disks, and never copies a user's object.
 */
@NullMarked
package io.waterclock.engine.embedded.shuffle.pairs;

import org.jspecify.annotations.NullMarked;
