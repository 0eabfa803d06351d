/**
 * Lineage: what is to be computed, as data, and the façades that describe it.
 *
 * <p>Step of the record's journey: 6, described by lineage. Read {@link io.waterclock.rdd.Lineage} first (the sealed
 * nodes that every engine answers), then {@link io.waterclock.rdd.RDD} (the façade that a program holds) and {@link
 * io.waterclock.rdd.RDDContext} (the one method by which an action reaches an engine).
 *
 * <p>Never evaluates anything: no record passes through this package.
 */
@NullMarked
package io.waterclock.rdd;

import org.jspecify.annotations.NullMarked;
