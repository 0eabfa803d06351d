/**
 * RDDs as a user sees them, and the sealed lineage that they describe. It never runs anything: an engine reads the
 * lineage and does.
 *
 * <p>Step of the record's journey: 6, described by lineage.
 */
@NullMarked
package io.waterclock.rdd;

import org.jspecify.annotations.NullMarked;
