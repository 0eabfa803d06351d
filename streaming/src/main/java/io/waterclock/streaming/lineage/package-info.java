// SPDX-License-Identifier: Apache-2.0
/**
 * What operators of streams put on the lineage of each batch: made once, with their functions, and used again and again.
 *
 * <p>Step of the record's journey: 6, described by lineage. Read {@link
 * io.waterclock.streaming.lineage.BatchSteps} first.
 *
 * <p>Never knows of streams.
 */
@NullMarked
package io.waterclock.streaming.lineage;

import org.jspecify.annotations.NullMarked;
