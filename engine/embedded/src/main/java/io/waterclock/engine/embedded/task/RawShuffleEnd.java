// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;

/** Template and shared form: sends pairs to the partitions of the next stage. */
@SuppressWarnings({"unchecked", "NullAway"})
final class RawShuffleEnd extends Push {

    @Override
    long accept(Object record, Run run) throws Exception {
        Tuple2<?, ?> pair = (Tuple2<?, ?>) record;
        Object key = pair._1();
        run.buckets.add(key, key == null ? 0 : key.hashCode(), pair._2());
        return 1;
    }
}
