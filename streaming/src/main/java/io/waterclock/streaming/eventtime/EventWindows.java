// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The windows of a partition. Never changes: each batch makes a new one. */
interface EventWindows extends Serializable {

    /** Takes in a batch. */
    interface Batch {
        /** False when all windows of the record had closed, for good, with the batch before: then it changes nothing. */
        boolean take(@Nullable Object key, long timeMs, @Nullable Object value) throws Exception;

        /** The windows after the batch; adds the results of those that have closed, and of closed ones that were changed. */
        EventWindows close(List<Object> results) throws Exception;
    }

    /**
     * @param beforeMs the watermark of the batch before
     * @param watermarkMs of this batch
     */
    Batch batch(WindowShape shape, Accumulation accumulation, long beforeMs, long watermarkMs);
}
