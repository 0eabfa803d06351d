// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.eventtime;

import java.util.List;

/**
 * The time before which nothing is expected any more. Of each input it is the greatest event time that came in earlier batches less the lateness
 * that is allowed; of several the least. An input that has been idle for some batches is left out. It never goes back. So
 * the watermark of a batch depends on earlier batches alone, and neither the order of records nor a repeated attempt changes it.
 */
public final class Watermark {
    /** Before any event. */
    public static final long NONE = Long.MIN_VALUE;

    private Watermark() {}

    /**
     * @param partitions what each partition saw up to the batch before; empty when there was none
     * @param latenessMs of each input
     * @param idleAfterMs of each input: without a record for longer it is left out
     * @param startMs when the stream began
     * @param batchMs the batch that it is for
     */
    public static long of(
            List<Progress> partitions, long[] latenessMs, long[] idleAfterMs, long startMs, long batchMs) {
        Progress seen = Progress.NOTHING;
        for (Progress partition : partitions) {
            seen = seen.and(partition);
        }
        long least = Long.MAX_VALUE;
        for (int input = 0; input < latenessMs.length; input++) {
            Progress.Input of = seen.inputs().get(input);
            boolean isIdle = batchMs - (of == null ? startMs : of.lastBatchMs()) > idleAfterMs[input];
            if (of == null && !isIdle) {
                return seen.watermarkMs();
            }
            if (of != null && !isIdle) {
                long late = latenessMs[input];
                least = Math.min(least, Math.max(of.greatestMs(), NONE + late) - late);
            }
        }
        return least == Long.MAX_VALUE ? seen.watermarkMs() : Math.max(seen.watermarkMs(), least);
    }
}
