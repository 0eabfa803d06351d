// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import io.waterclock.SparkKey;
import java.util.ArrayList;
import java.util.List;

/** The settings of Spark Streaming that aren't settings here (yet). */
final class SparkKeys {
    private static final String PREFIX = "waterclock.streaming.";
    private static final String NO_LOG = "there is no write-ahead log yet";
    private static final String NO_RATES = "what receivers hold is bounded by receiver.maxBufferedBytes and"
            + " maxBufferedRecords, and a receiver that is ahead of the batches waits";
    private static final String ONE_JVM = "the program runs in one JVM";
    private static final String NO_KAFKA = "there is no Kafka input yet";
    private static final String NO_KINESIS = "there is no Kinesis input yet";
    private static final String CLOCKS =
            "clocks are given to a context as parameters; a test kit has one to turn by hand";

    static final List<SparkKey> ALL = all();

    private SparkKeys() {}

    private static List<SparkKey> all() {
        List<SparkKey> all = new ArrayList<>();
        all.add(
                SparkKey.refusedIfOn(
                        PREFIX + "receiver.writeAheadLog.enable",
                        NO_LOG
                                + ", so what was received and not processed is lost when the process dies; remove the setting to run without"));
        all.add(
                SparkKey.refused(
                        PREFIX + "checkpoint.directory",
                        "there are no checkpoints yet, so after a crash a program starts empty; remove the setting to run without"));
        all.add(SparkKey.refused(
                PREFIX + "stopSparkContextByDefault",
                "the setting is called " + StreamingKeys.STOP_CONTEXT_BY_DEFAULT.name()));
        withoutEffect(
                all,
                NO_LOG,
                "receiver.writeAheadLog.class",
                "receiver.writeAheadLog.rollingIntervalSecs",
                "receiver.writeAheadLog.maxFailures",
                "receiver.writeAheadLog.closeFileAfterWrite",
                "driver.writeAheadLog.class",
                "driver.writeAheadLog.rollingIntervalSecs",
                "driver.writeAheadLog.maxFailures",
                "driver.writeAheadLog.closeFileAfterWrite",
                "driver.writeAheadLog.allowBatching",
                "driver.writeAheadLog.batchingTimeout");
        withoutEffect(
                all,
                NO_RATES,
                "backpressure.enabled",
                "backpressure.initialRate",
                "backpressure.rateEstimator",
                "backpressure.pid.proportional",
                "backpressure.pid.integral",
                "backpressure.pid.derived",
                "backpressure.pid.minRate",
                "receiver.maxRate",
                "blockQueueSize",
                "receiver.blockStoreTimeout");
        withoutEffect(all, "there is no page; a listener hears the same", "ui.retainedBatches");
        withoutEffect(all, "versions of a state have no chain of deltas", "sessionByKey.deltaChainThreshold");
        withoutEffect(all, "call addStreamingListener", "extraListeners");
        withoutEffect(all, CLOCKS, "manualClock.jump", "clock");
        withoutEffect(
                all,
                ONE_JVM,
                "dynamicAllocation.enabled",
                "dynamicAllocation.testing",
                "dynamicAllocation.minExecutors",
                "dynamicAllocation.maxExecutors",
                "dynamicAllocation.scalingInterval",
                "dynamicAllocation.scalingUpRatio",
                "dynamicAllocation.scalingDownRatio");
        withoutEffect(
                all,
                NO_KAFKA,
                "kafka.consumer.cache.enabled",
                "kafka.consumer.cache.initialCapacity",
                "kafka.consumer.cache.maxCapacity",
                "kafka.consumer.cache.loadFactor",
                "kafka.consumer.poll.ms",
                "kafka.maxRatePerPartition",
                "kafka.minRatePerPartition",
                "kafka.allowNonConsecutiveOffsets",
                "kafka.maxRetries");
        withoutEffect(all, NO_KINESIS, "kinesis.retry.waitTime", "kinesis.retry.maxAttempts");
        return List.copyOf(all);
    }

    private static void withoutEffect(List<SparkKey> all, String meanwhile, String... names) {
        for (String name : names) {
            all.add(SparkKey.withoutEffect(PREFIX + name, meanwhile));
        }
    }
}
