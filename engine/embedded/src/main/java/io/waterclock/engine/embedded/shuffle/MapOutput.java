// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The raw pairs that one task wrote, by the partition of the next stage. Only read, but for {@link #letGo}. */
@SuppressWarnings("NullAway") // a target without pairs has no bucket
public final class MapOutput {
    /** Where fewer than one in so many targets has a bucket, only those are listed. */
    private static final int SPARSE = 4;

    /** In ascending order, where only some targets are listed; null when all are. */
    private final int @Nullable [] targets;

    private final Bucket[] buckets;

    private MapOutput(int @Nullable [] targets, Bucket[] buckets) {
        this.targets = targets;
        this.buckets = buckets;
    }

    static MapOutput of(@Nullable Bucket[] byTarget) {
        int count = 0;
        for (Bucket bucket : byTarget) {
            if (bucket != null) {
                count++;
            }
        }
        if (count > byTarget.length / SPARSE) {
            return new MapOutput(null, byTarget);
        }
        int[] targets = new int[count];
        Bucket[] some = new Bucket[count];
        int at = 0;
        for (int target = 0; target < byTarget.length; target++) {
            if (byTarget[target] != null) {
                targets[at] = target;
                some[at++] = byTarget[target];
            }
        }
        return new MapOutput(targets, some);
    }

    /** The pairs for a target, or null when there are none. */
    @Nullable
    Bucket bucket(int target) {
        int at = indexOf(target);
        return at < 0 ? null : buckets[at];
    }

    /** The pairs for a target are not needed any more. */
    void letGo(int target) {
        int at = indexOf(target);
        if (at >= 0) {
            buckets[at] = null;
        }
    }

    private int indexOf(int target) {
        return targets == null ? target : Arrays.binarySearch(targets, target);
    }
}
