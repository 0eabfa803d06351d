/**
 * What derived operators run in tasks: functions of ours, none of which knows lineage, façades or engines.
 *
 * <p>Step of the record's journey: 9, in a fused task. Read {@link io.waterclock.rdd.derived.Functions} first (the small
 * ones). The façades in {@code io.waterclock.rdd} write operators with these and the nodes of lineage.
 *
 * <p>Never runs a job, and never stands between a fused loop and a user's function on single records: such operators have a
 * kind of their own.
 */
@NullMarked
package io.waterclock.rdd.derived;

import org.jspecify.annotations.NullMarked;
