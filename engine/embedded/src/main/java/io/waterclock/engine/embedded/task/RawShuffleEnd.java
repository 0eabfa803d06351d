// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

/** Template and shared form: sends pairs to the partitions of the next stage. */
@SuppressWarnings({"unchecked", "NullAway"})
final class RawShuffleEnd extends PairPush {

    @Override
    long code(Object key, Run run) {
        return key == null ? 0 : key.hashCode();
    }

    @Override
    int place(long hashCode, Object key, Run run) {
        return (int) hashCode;
    }

    @Override
    long accept(int hashCode, Object key, Object value, Run run) throws Exception {
        run.buckets.add(key, hashCode, value);
        return 1;
    }
}
