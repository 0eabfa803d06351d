// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import io.waterclock.source.PartitionCount;
import java.util.List;

/** The settings of the batch half. */
public final class CoreKeys implements ConfigKeys {
    public static final ConfigKey<String> MASTER = ConfigKey.ofString(
            "waterclock.master", null, "the master URL: which engine runs the program, and how wide");
    public static final ConfigKey<String> APP_NAME =
            ConfigKey.ofString("waterclock.app.name", null, "the program's name, for people");
    public static final ConfigKey<Integer> DEFAULT_PARALLELISM = ConfigKey.ofInt(
            "waterclock.default.parallelism",
            null,
            1,
            PartitionCount.MOST,
            "partitions of parallelize and of by-key operations when the program names no number");
    public static final ConfigKey<Boolean> STRICT_FUNCTIONS = ConfigKey.ofBoolean(
            "waterclock.functions.strict",
            false,
            "whether a function that captures what can't be serialized is refused when the job starts");

    public static final ConfigKey<Boolean> SYNC_FILES = ConfigKey.ofBoolean(
            "waterclock.files.sync",
            false,
            "whether files that an action writes are forced to the disk before it returns, so that they outlive a power failure");

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(MASTER, APP_NAME, DEFAULT_PARALLELISM, STRICT_FUNCTIONS, SYNC_FILES);
    }

    private static final String ONE_JVM =
            "the program runs in one JVM, with the memory and the class path that it was started with";
    private static final String NO_BYTES =
            "records are exchanged as objects; the context's codecs write them, uncompressed";
    private static final String NO_PAGE = "there is no page; a listener hears the same";

    @Override
    public List<SparkKey> sparkKeys() {
        return List.of(
                SparkKey.withoutEffect("waterclock.driver.memory", ONE_JVM),
                SparkKey.withoutEffect("waterclock.driver.cores", ONE_JVM),
                SparkKey.withoutEffect("waterclock.driver.host", ONE_JVM),
                SparkKey.withoutEffect("waterclock.driver.port", ONE_JVM),
                SparkKey.withoutEffect("waterclock.driver.bindAddress", ONE_JVM),
                SparkKey.withoutEffect("waterclock.driver.allowMultipleContexts", "as many contexts as you like"),
                SparkKey.withoutEffect("waterclock.driver.extraClassPath", ONE_JVM),
                SparkKey.withoutEffect("waterclock.driver.extraJavaOptions", ONE_JVM),
                SparkKey.withoutEffect("waterclock.driver.maxResultSize", ONE_JVM),
                SparkKey.withoutEffect("waterclock.executor.extraClassPath", ONE_JVM),
                SparkKey.withoutEffect("waterclock.executor.extraJavaOptions", ONE_JVM),
                SparkKey.withoutEffect("waterclock.executor.heartbeatInterval", ONE_JVM),
                SparkKey.withoutEffect("waterclock.executor.memory", ONE_JVM),
                SparkKey.withoutEffect("waterclock.executor.cores", ONE_JVM),
                SparkKey.withoutEffect("waterclock.executor.instances", ONE_JVM),
                SparkKey.withoutEffect("waterclock.cores.max", ONE_JVM),
                SparkKey.withoutEffect("waterclock.jars", ONE_JVM),
                SparkKey.withoutEffect("waterclock.home", ONE_JVM),
                SparkKey.withoutEffect("waterclock.locality.wait", ONE_JVM),
                SparkKey.withoutEffect("waterclock.network.timeout", ONE_JVM),
                SparkKey.withoutEffect("waterclock.submit.deployMode", ONE_JVM),
                SparkKey.withoutEffect("waterclock.dynamicAllocation.enabled", ONE_JVM),
                SparkKey.withoutEffect("waterclock.speculation", ONE_JVM),
                SparkKey.withoutEffect("waterclock.task.maxFailures", "the f of the master local[n,f] says it"),
                SparkKey.withoutEffect("waterclock.scheduler.mode", "jobs run as they come"),
                SparkKey.withoutEffect("waterclock.serializer", NO_BYTES),
                SparkKey.withoutEffect("waterclock.kryo.registrator", NO_BYTES),
                SparkKey.withoutEffect("waterclock.kryo.registrationRequired", NO_BYTES),
                SparkKey.withoutEffect("waterclock.kryo.classesToRegister", NO_BYTES),
                SparkKey.withoutEffect("waterclock.kryoserializer.buffer", NO_BYTES),
                SparkKey.withoutEffect("waterclock.kryoserializer.buffer.max", NO_BYTES),
                SparkKey.withoutEffect("waterclock.rdd.compress", NO_BYTES),
                SparkKey.withoutEffect("waterclock.io.compression.codec", NO_BYTES),
                SparkKey.withoutEffect("waterclock.shuffle.compress", NO_BYTES),
                SparkKey.withoutEffect(
                        "waterclock.memory.offHeap.enabled", "the storage level OFF_HEAP is all that it takes"),
                SparkKey.withoutEffect("waterclock.ui.enabled", NO_PAGE),
                SparkKey.withoutEffect("waterclock.ui.port", NO_PAGE),
                SparkKey.withoutEffect("waterclock.ui.retainedJobs", NO_PAGE),
                SparkKey.withoutEffect("waterclock.ui.retainedStages", NO_PAGE),
                SparkKey.withoutEffect("waterclock.ui.showConsoleProgress", NO_PAGE),
                SparkKey.withoutEffect("waterclock.eventLog.enabled", NO_PAGE),
                SparkKey.withoutEffect("waterclock.eventLog.dir", NO_PAGE));
    }
}
