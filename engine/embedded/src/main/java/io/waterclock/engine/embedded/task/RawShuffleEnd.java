// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/** Template and shared form: sends pairs to the partitions of the next stage. */
@SuppressWarnings({"unchecked", "NullAway"})
final class RawShuffleEnd extends PairPush {

    @Override
    long accept(Object key, Object value, Run run) throws Exception {
        run.buckets.add(key, key == null ? 0 : key.hashCode(), value);
        return 1;
    }
}
