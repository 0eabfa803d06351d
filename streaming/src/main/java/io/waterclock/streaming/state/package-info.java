// SPDX-License-Identifier: Apache-2.0
/**
 * What is remembered between batches: maps of which each batch makes a new version from the last, and both stay.
 *
 * <p>Step of the record's journey: 12, remembered or forgotten. Read {@link io.waterclock.streaming.state.VersionedMap} first,
 * then {@code Node} (how entries lie in memory) and {@code Editor} (how the next version comes about); then
 * {@link io.waterclock.streaming.state.StateSnapshots}, which makes bytes of states.
 *
 * <p>Never changes a version that was handed out, and knows nothing of batches, streams or engines.
 */
@NullMarked
package io.waterclock.streaming.state;

import org.jspecify.annotations.NullMarked;
