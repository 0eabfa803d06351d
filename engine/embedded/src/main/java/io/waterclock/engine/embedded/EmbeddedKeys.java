// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import io.waterclock.ConfigKey;
import io.waterclock.ConfigKeys;
import io.waterclock.WaterclockConf;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.HeapWatch;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.SizeEstimator;
import io.waterclock.engine.embedded.memory.Slabs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The settings of the embedded engine. */
public final class EmbeddedKeys implements ConfigKeys {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");

    static final ConfigKey<Boolean> SPECIALIZE = ConfigKey.ofBoolean(
            "waterclock.embedded.specialize", true, "whether a stage that has proved hot gets loops of its own");
    static final ConfigKey<Long> HOT_RECORDS = ConfigKey.ofLong(
            "waterclock.embedded.specialize.hotRecords",
            "20000",
            0,
            "how many records a stage must have seen before it gets loops of its own; fewer warm up sooner and cost"
                    + " classes for stages that run once");
    static final ConfigKey<Integer> MAX_STAGES = ConfigKey.ofInt(
            "waterclock.embedded.specialize.maxStages",
            "256",
            1,
            100_000,
            "how many stages are remembered, with about 10 KB of classes for each hot one; the least used go first");
    static final ConfigKey<Long> TASK_ORDER_SEED = ConfigKey.ofLong(
            "waterclock.embedded.taskOrderSeed",
            null,
            0,
            "for tests, where the test kit sets it: the seed of an order of chance in which the tasks of each stage are taken up");

    static final ConfigKey<Double> MEMORY_FRACTION = ConfigKey.ofFraction(
            "waterclock.memory.fraction",
            "0.5",
            "the part of the heap for what is kept (cached partitions, outputs of shuffles, states) and for the buffers and"
                    + " tables of tasks; the rest is the program's and the receivers'");
    static final ConfigKey<Long> MEMORY_BYTES = ConfigKey.ofBytes(
            "waterclock.embedded.memory.bytes", null, 1, "the same as a size; goes before the fraction");
    static final ConfigKey<Double> STORAGE_FRACTION = ConfigKey.ofFraction(
            "waterclock.memory.storageFraction",
            "0.5",
            "the part of it that tasks don't take from what is kept when they need more; what is kept may grow past it"
                    + " while nobody else needs the room");
    static final ConfigKey<Long> OFF_HEAP_SIZE = ConfigKey.ofBytes(
            "waterclock.memory.offHeap.size",
            null,
            0,
            "how much memory outside of the heap is used for what is kept at OFF_HEAP, the rest of which goes to disk; when"
                    + " not set, as much as a quarter of the heap. Once used it stays with the context");
    static final ConfigKey<List<Path>> LOCAL_DIRS = new ConfigKey<>(
            "waterclock.local.dir",
            null,
            "a directory, or several with commas between",
            "where temporary files go, to several in turn; when not set, the directory for temporary files of the JVM",
            EmbeddedKeys::parsePaths,
            paths -> !paths.isEmpty());

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(
                SPECIALIZE,
                HOT_RECORDS,
                MAX_STAGES,
                TASK_ORDER_SEED,
                MEMORY_FRACTION,
                MEMORY_BYTES,
                STORAGE_FRACTION,
                OFF_HEAP_SIZE,
                LOCAL_DIRS);
    }

    static EngineMemory memory(WaterclockConf conf) {
        List<Path> dirs = conf.contains(LOCAL_DIRS.name())
                ? conf.get(LOCAL_DIRS)
                : parsePaths(System.getProperty("java.io.tmpdir"));
        MemoryBudget offHeap = new MemoryBudget(
                conf.contains(OFF_HEAP_SIZE.name())
                        ? conf.get(OFF_HEAP_SIZE)
                        : Runtime.getRuntime().maxMemory() / 4,
                1,
                (counted, more) -> false);
        return new EngineMemory(
                new MemoryBudget(onHeap(conf), conf.get(STORAGE_FRACTION), HeapWatch.ofThisJvm()),
                new Slabs(offHeap),
                new LocalFiles(dirs),
                new SizeEstimator());
    }

    /** As it is set, but no more than the heap can hold. */
    private static long onHeap(WaterclockConf conf) {
        long heap = Runtime.getRuntime().maxMemory();
        boolean isSize = conf.contains(MEMORY_BYTES.name());
        long wanted = isSize ? conf.get(MEMORY_BYTES) : (long) (heap * conf.get(MEMORY_FRACTION));
        long most = (long) (heap * HeapWatch.MOST);
        if (wanted > most) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} asks for {1} MB of a heap of {2} MB: {3} MB are taken, and the program itself must need little."
                            + " Set it lower, or give the JVM more (-Xmx)",
                    isSize ? MEMORY_BYTES.name() : MEMORY_FRACTION.name(),
                    wanted >> 20,
                    heap >> 20,
                    most >> 20);
        }
        return Math.min(wanted, most);
    }

    private static List<Path> parsePaths(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::trim)
                .filter(path -> !path.isEmpty())
                .map(path -> Path.of(path).toAbsolutePath())
                .toList();
    }
}
