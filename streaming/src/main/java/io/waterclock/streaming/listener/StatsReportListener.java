// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

import io.waterclock.streaming.Limits;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

/** Logs, after each batch, how the delays of the last batches are spread. */
public class StatsReportListener implements StreamingListener {
    private static final Logger LOG = System.getLogger(StatsReportListener.class.getName());
    private static final int[] PERCENTILES = {0, 5, 10, 25, 50, 75, 90, 95, 100};

    private final int numBatchInfos;
    private final ArrayDeque<BatchInfo> last = new ArrayDeque<>();

    public StatsReportListener() {
        this(Limits.STATS_BATCHES);
    }

    /**
     * @param numBatchInfos how many batches it looks back on
     */
    public StatsReportListener(int numBatchInfos) {
        if (numBatchInfos < 1) {
            throw new IllegalArgumentException(
                    "StatsReportListener: it must look back on at least 1 batch, not " + numBatchInfos);
        }
        this.numBatchInfos = numBatchInfos;
    }

    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted batchCompleted) {
        last.add(batchCompleted.batchInfo());
        if (last.size() > numBatchInfos) {
            last.remove();
        }
        LOG.log(Level.INFO, () -> report("Total delay", BatchInfo::totalDelay));
        LOG.log(Level.INFO, () -> report("Processing time", BatchInfo::processingDelay));
    }

    String report(String what, Function<BatchInfo, OptionalLong> delay) {
        long[] sorted = last.stream()
                .map(delay)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .sorted()
                .toArray();
        StringBuilder text = new StringBuilder(what).append(" of the last ").append(sorted.length);
        text.append(" batches, in ms:");
        if (sorted.length > 0) {
            for (int percentile : PERCENTILES) {
                int at = (int) Math.min(sorted.length - 1L, (long) sorted.length * percentile / 100);
                text.append(' ').append(percentile).append("%=").append(sorted[at]);
            }
            text.append(String.format(
                    Locale.ROOT, " mean=%.1f", Arrays.stream(sorted).average().orElse(0)));
        }
        return text.toString();
    }
}
