// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import io.waterclock.ConfigKey;
import io.waterclock.ConfigKeys;
import io.waterclock.SparkKey;
import java.util.List;
import java.util.Locale;

/** The settings of batches and contexts. */
public final class StreamingKeys implements ConfigKeys {

    /** What is done when a batch falls due and as many as may wait are waiting. */
    public enum WhenBehind {
        /** Its making waits for room; no batch time is skipped. */
        QUEUE,
        /** The context stops, with an error of code FALLEN_BEHIND. */
        FAIL
    }

    public static final ConfigKey<Integer> MAX_PENDING_BATCHES = ConfigKey.ofInt(
            "waterclock.streaming.maxPendingBatches",
            "8",
            1,
            1_000_000,
            "batches made and not yet done, the running one among them; when there are so many, what comes in has to wait");
    public static final ConfigKey<WhenBehind> WHEN_BEHIND = new ConfigKey<>(
            "waterclock.streaming.whenBehind",
            "queue",
            "queue (wait for room, skip no batch time) or fail (stop the context)",
            "what is done when maxPendingBatches is reached",
            text -> WhenBehind.valueOf(text.trim().toUpperCase(Locale.ROOT)),
            value -> true);
    public static final ConfigKey<Integer> OUTPUT_RETRIES = ConfigKey.ofInt(
            "waterclock.streaming.outputRetries",
            "0",
            0,
            1_000,
            "how often a failed output of a batch is run again, as a whole, before the context stops");
    public static final ConfigKey<Integer> CONCURRENT_JOBS = ConfigKey.ofInt(
            "waterclock.streaming.concurrentJobs",
            "1",
            1,
            1_000_000,
            "accepted because programs set it, and not used: outputs run one at a time, so that batches, and outputs in a"
                    + " batch, keep their order");
    public static final ConfigKey<Long> GRACEFUL_STOP_TIMEOUT = ConfigKey.ofTimeMs(
            "waterclock.streaming.gracefulStopTimeout",
            null,
            1,
            "how long a graceful stop may take; when not set, ten batch intervals, but at least 10s");
    public static final ConfigKey<Boolean> STOP_GRACEFULLY_ON_SHUTDOWN = ConfigKey.ofBoolean(
            "waterclock.streaming.stopGracefullyOnShutdown",
            true,
            "whether the end of the JVM (Ctrl-C, SIGTERM) lets the context finish what it has received");
    public static final ConfigKey<Boolean> STOP_CONTEXT_BY_DEFAULT = ConfigKey.ofBoolean(
            "waterclock.streaming.stopWaterclockContextByDefault",
            true,
            "whether stop() and close() end the WaterclockContext too");
    public static final ConfigKey<Boolean> UNPERSIST = ConfigKey.ofBoolean(
            "waterclock.streaming.unpersist",
            true,
            "whether the kept RDDs of a stream are let go when no batch needs them any more");
    public static final ConfigKey<Boolean> CHECK_COMBINING = ConfigKey.ofBoolean(
            "waterclock.streaming.checkCombineFunctions",
            false,
            "whether each call of a function that combines two records or values of a stream (reduce, reduceByKey, and these by"
                    + " window) is checked for having changed its arguments; for tests, where the test kit sets it: it writes both"
                    + " down before and after each call");

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(
                MAX_PENDING_BATCHES,
                WHEN_BEHIND,
                OUTPUT_RETRIES,
                CONCURRENT_JOBS,
                GRACEFUL_STOP_TIMEOUT,
                STOP_GRACEFULLY_ON_SHUTDOWN,
                STOP_CONTEXT_BY_DEFAULT,
                UNPERSIST,
                CHECK_COMBINING);
    }

    @Override
    public List<SparkKey> sparkKeys() {
        return SparkKeys.ALL;
    }
}
