/**
 * What operators of streams put on the lineage of each batch: made once, with their functions, and used again and again.
 *
 * <p>Step 6 of the record's journey: described by lineage. Begin with {@code BatchSteps}. It knows the nodes of lineage and nothing of streams.
 */
@NullMarked
package io.waterclock.streaming.lineage;

import org.jspecify.annotations.NullMarked;
