// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.streaming.Time;
import org.jspecify.annotations.Nullable;

/** How a derived stream makes the RDD of a batch; null when there is none in this batch. */
@FunctionalInterface
interface BatchRule<R> {
    @Nullable
    R at(Time time);
}
