// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;

/** Template and shared form: sends pairs to the partitions of the next stage. */
@SuppressWarnings({"unchecked", "NullAway"})
final class RawShuffleEnd extends Push {

    @Override
    long accept(Object record, Run run) throws Exception {
        run.buckets.add((Tuple2<?, ?>) record);
        return 1;
    }
}
