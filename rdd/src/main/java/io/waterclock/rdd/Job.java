// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.codec.Codecs;
import java.util.List;
import java.util.Map;

/**
 * An action on some partitions of a lineage.
 *
 * @param id counts the jobs of a context, from 0
 * @param partitions the indexes wanted, distinct
 * @param operator the action and where it was called
 * @param marks which nodes are to be kept; looked at when the job is planned
 * @param cancellation ends the job early
 * @param properties local properties of the calling thread
 * @param codecs the context's: how records become bytes
 */
public record Job<R>(
        int id,
        Lineage lineage,
        List<Integer> partitions,
        Action<R> action,
        Operator operator,
        Marks marks,
        Cancellation cancellation,
        Map<String, String> properties,
        Codecs codecs) {}
