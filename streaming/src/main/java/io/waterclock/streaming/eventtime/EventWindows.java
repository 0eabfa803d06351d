// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The windows of a partition. Never changes: each batch makes a new one. */
interface EventWindows extends Serializable {

    /**
     * A batch for the windows.
     *
     * @param beforeMs the watermark of the batch before
     * @param watermarkMs of this batch
     */
    record Passing(WindowShape shape, Accumulation accumulation, long beforeMs, long watermarkMs, Late late) {

        /** Whether what ends then is out of reach of records: it had closed, for good, with the batch before. */
        boolean isOver(long endMs) {
            return isGone(endMs, beforeMs);
        }

        /** Whether what ends then need not be kept any more. */
        boolean isGone(long endMs) {
            return isGone(endMs, watermarkMs);
        }

        private boolean isGone(long endMs, long passedMs) {
            return passedMs != Watermark.NONE && shape.retainedUntil(endMs) <= passedMs;
        }

        boolean isClosed(long endMs) {
            return watermarkMs != Watermark.NONE && endMs <= watermarkMs;
        }
    }

    /** Is told of records of which all windows were over. */
    interface Late {
        void late(@Nullable Object key, @Nullable Object value);
    }

    /** Takes in a batch; in which order makes no difference but to the order of values. */
    interface Batch {
        void take(@Nullable Object key, long timeMs, @Nullable Object value) throws Exception;

        /** The windows after the batch; adds the results of those that have closed, and of closed ones that were changed. */
        EventWindows close(List<Object> results) throws Exception;
    }

    Batch batch(Passing passing);
}
