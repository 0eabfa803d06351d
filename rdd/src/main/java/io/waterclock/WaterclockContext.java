// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.Engine;
import io.waterclock.engine.EngineProvider;
import io.waterclock.engine.WallClock;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.RDDContext;
import io.waterclock.rdd.SourceRDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.rdd.TaskContext;
import io.waterclock.source.LocalListSource;
import io.waterclock.text.TextFileSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The entrance to the batch half: makes RDDs, and runs their actions on the engine that the master URL names.
 *
 * <p>As many as you like live in one JVM. All methods are safe for any thread; several threads may run jobs at once.
 * {@link #close} ends its engine: threads, kept partitions, hosted receivers.
 */
public final class WaterclockContext implements AutoCloseable {
    private static final String JOB_GROUP = "waterclock.jobGroup.id";
    private static final String JOB_DESCRIPTION = "waterclock.job.description";

    private final WaterclockConf conf;
    private final Engine engine;
    private final Codecs codecs = new Codecs();
    private final long startTimeMs;
    private final Handle handle = new Handle();
    private final AtomicInteger jobIds = new AtomicInteger();
    private final AtomicInteger rddIds = new AtomicInteger();
    private final Map<Integer, RunningJob> running = new ConcurrentHashMap<>();
    private final Map<Lineage, StorageLevel> levels = new WeakHashMap<>();
    private volatile boolean anyLevel;
    private volatile boolean stopped;

    private final InheritableThreadLocal<Map<String, String>> localProperties = new InheritableThreadLocal<>() {
        @Override
        protected Map<String, String> initialValue() {
            return Map.of();
        }
    };

    private record RunningJob(int id, Map<String, String> properties, Cancellation cancellation) {}

    /** With the settings of the system properties. */
    public WaterclockContext() {
        this(new WaterclockConf());
    }

    public WaterclockContext(String master, String appName) {
        this(master, appName, new WaterclockConf());
    }

    public WaterclockContext(String master, String appName, WaterclockConf conf) {
        this(conf.clone().setMaster(master).setAppName(appName));
    }

    /**
     * @throws WaterclockException with code BAD_CONFIGURATION for a setting that can't be used, UNKNOWN_MASTER when no
     *     engine on the class path takes the master URL
     */
    public WaterclockContext(WaterclockConf conf) {
        this(conf, null);
    }

    /**
     * On an engine of the caller's, whatever the master URL; for engines and test kits. The context owns the engine and closes it.
     */
    public WaterclockContext(WaterclockConf conf, @Nullable Engine engine) {
        this.conf = conf.clone();
        ConfValidator.validate(this.conf);
        this.engine = engine != null ? engine : find(this.conf);
        this.startTimeMs = WallClock.system().currentTimeMs();
    }

    private static Engine find(WaterclockConf conf) {
        String master = conf.getOption(CoreKeys.MASTER.name())
                .orElseThrow(() -> new WaterclockException(
                        ErrorCode.BAD_CONFIGURATION,
                        "No master URL is set. Call conf.setMaster(\"local[2]\"), or set the system property "
                                + CoreKeys.MASTER.name()));
        List<String> taken = new ArrayList<>();
        for (EngineProvider provider :
                ServiceLoader.load(EngineProvider.class, EngineProvider.class.getClassLoader())) {
            if (provider.accepts(master)) {
                return provider.create(master, conf);
            }
            taken.add(provider.masters());
        }
        throw new WaterclockException(
                ErrorCode.UNKNOWN_MASTER,
                "No engine takes the master URL \"" + master + "\". "
                        + (taken.isEmpty()
                                ? "There is no engine on the class path; add io.waterclock:waterclock, or an engine of your choice"
                                : "On the class path are engines for: " + String.join("; ", taken)));
    }

    // ---- making RDDs

    /** The records of a list, over the default number of partitions. The list is copied at the call. */
    public <T> RDD<T> parallelize(List<T> list) {
        return parallelize(list, defaultParallelism());
    }

    /** The records of a list: partition i of n has those from {@code i·size/n} on. */
    public <T> RDD<T> parallelize(List<T> list, int numPartitions) {
        return new SourceRDD<>(
                handle, Operator.here("parallelize"), LocalListSource.of("parallelize", list, numPartitions));
    }

    public <K, V> PairRDD<K, V> parallelizePairs(List<Tuple2<K, V>> list) {
        return parallelizePairs(list, defaultParallelism());
    }

    public <K, V> PairRDD<K, V> parallelizePairs(List<Tuple2<K, V>> list, int numPartitions) {
        Lineage source = new Lineage.Source(
                Operator.here("parallelizePairs"), LocalListSource.of("parallelizePairs", list, numPartitions));
        return new PairRDD<>(handle, source);
    }

    /** No records and no partitions. */
    public <T> RDD<T> emptyRDD() {
        return new SourceRDD<>(handle, Operator.here("emptyRDD"), List::of);
    }

    /** {@link #textFile(String, int)} with {@link #defaultMinPartitions()}. */
    public RDD<String> textFile(String path) {
        return textFile(path, defaultMinPartitions());
    }

    /**
     * The lines of text files, UTF-8, without their ends (LF, CRLF or CR, mixed too) and without a byte order mark. Bytes that aren't UTF-8 become
     * the replacement character.
     *
     * <p>The files are found at the first action. They are in the order of their names, and each partition is of one file. Within
     * directories and globs, what is hidden (has a name that begins with {@code _} or {@code .}) is passed over.
     *
     * @param path a file, a directory (its files, not those of directories in it), a glob of files or directories
     *     ({@code *}, {@code ?}, {@code [a-c]}, {@code {x,y}}; a backslash takes the next character as it is), or several of these with commas between;
     *     local, or a {@code file:} URI. Files that end in {@code .gz} or {@code .deflate} are read uncompressed
     * @param minPartitions big files are split, at line ends, until there are about so many; a compressed file is never split
     * @throws WaterclockException with code INPUT_NOT_FOUND: at the call, when the path is on another file system; at the first
     *     action, when nothing is there
     */
    public RDD<String> textFile(String path, int minPartitions) {
        return new SourceRDD<>(handle, Operator.here("textFile"), new TextFileSource(path, minPartitions));
    }

    /** All records of all RDDs, one after the other. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <T> RDD<T> union(RDD<T>... rdds) {
        return new RDD<>(handle, unionOf(List.of(rdds)));
    }

    /** All pairs of all RDDs, one after the other. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <K, V> PairRDD<K, V> union(PairRDD<K, V>... rdds) {
        return new PairRDD<>(handle, unionOf(List.of(rdds)));
    }

    private Lineage unionOf(List<? extends AbstractRDD<?, ?>> rdds) {
        if (rdds.isEmpty()) {
            throw new IllegalArgumentException("union: at least one RDD is needed");
        }
        List<Lineage> parents = new ArrayList<>(rdds.size());
        for (AbstractRDD<?, ?> rdd : rdds) {
            if (rdd.context() != this) {
                throw new IllegalArgumentException("union: an RDD belongs to a different context; make all from one");
            }
            parents.add(rdd.lineage());
        }
        return new Lineage.Union(Operator.here("union"), parents);
    }

    // ---- what it is

    /** A copy of the settings. */
    public WaterclockConf getConf() {
        return conf.clone();
    }

    public String master() {
        return conf.get(CoreKeys.MASTER.name(), "");
    }

    public String appName() {
        return conf.get(CoreKeys.APP_NAME.name(), "waterclock");
    }

    /** How records become bytes: codecs of the program's types are registered here, and the classes that it reads from object files. */
    public Codecs codecs() {
        return codecs;
    }

    /** Milliseconds since the epoch. */
    public long startTime() {
        return startTimeMs;
    }

    /** The setting {@code waterclock.default.parallelism}, else what the engine runs at once. */
    public int defaultParallelism() {
        return configuredParallelism().orElseGet(engine::defaultParallelism);
    }

    /** The default of {@code minPartitions}: the default parallelism, but not more than 2. */
    public int defaultMinPartitions() {
        return Math.min(defaultParallelism(), 2);
    }

    private Optional<Integer> configuredParallelism() {
        return conf.contains(CoreKeys.DEFAULT_PARALLELISM.name())
                ? Optional.of(conf.get(CoreKeys.DEFAULT_PARALLELISM))
                : Optional.empty();
    }

    /** For the streaming half: the engine itself. */
    public Engine engine() {
        return engine;
    }

    /** For the streaming half and connectors: what façades ask of this context. */
    public RDDContext handle() {
        return handle;
    }

    // ---- jobs

    /** A property of the calling thread and the threads it makes after; its jobs carry it. Null removes it. */
    public void setLocalProperty(String key, @Nullable String value) {
        Map<String, String> changed = new HashMap<>(localProperties.get());
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        localProperties.set(Map.copyOf(changed));
    }

    public @Nullable String getLocalProperty(String key) {
        return localProperties.get().get(key);
    }

    /** For the streaming half: all properties of the calling thread. */
    public Map<String, String> localProperties() {
        return localProperties.get();
    }

    /** For the streaming half: gives the calling thread these properties and no others. */
    public void setLocalProperties(Map<String, String> all) {
        localProperties.set(Map.copyOf(all));
    }

    /** Groups the jobs that the calling thread runs from now on, so that {@link #cancelJobGroup} ends them together. */
    public void setJobGroup(String groupId, String description) {
        setLocalProperty(JOB_GROUP, groupId);
        setLocalProperty(JOB_DESCRIPTION, description);
    }

    public void clearJobGroup() {
        setLocalProperty(JOB_GROUP, null);
        setLocalProperty(JOB_DESCRIPTION, null);
    }

    public void setJobDescription(@Nullable String description) {
        setLocalProperty(JOB_DESCRIPTION, description);
    }

    /** Ends the running jobs of a group; their actions throw with code JOB_CANCELLED. */
    public void cancelJobGroup(String groupId) {
        cancelJobGroup(groupId, "the job group " + groupId + " was cancelled");
    }

    public void cancelJobGroup(String groupId, String reason) {
        cancelJobs(JOB_GROUP, groupId, reason);
    }

    /** For the streaming half: ends the running jobs whose local property has this value; as {@link #cancelJobGroup(String)}. */
    public void cancelJobs(String property, String value, String reason) {
        for (RunningJob job : running.values()) {
            if (value.equals(job.properties.get(property))) {
                job.cancellation.cancel(reason);
            }
        }
    }

    /** Ends all running jobs. */
    public void cancelAllJobs() {
        running.values().forEach(job -> job.cancellation.cancel("all jobs were cancelled"));
    }

    // ---- end

    public boolean isStopped() {
        return stopped;
    }

    /** Cancels what runs, and ends the engine. Can be called again. */
    public void stop() {
        TaskContext task = TaskContext.get();
        if (task != null) {
            throw new WaterclockException(
                    ErrorCode.ACTION_INSIDE_TASK,
                    "The context was to be stopped inside a task of "
                            + task.action().name()
                            + ", which the stop would have to wait for. Stop it from the program's own thread");
        }
        stopped = true;
        running.values().forEach(job -> job.cancellation.cancel("the context was stopped"));
        engine.close();
    }

    /** {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    // ---- what façades ask

    private final class Handle implements RDDContext, Marks {
        @Override
        public Object owner() {
            return WaterclockContext.this;
        }

        @Override
        public int nextRddId() {
            return rddIds.getAndIncrement();
        }

        @Override
        public int byKeyPartitions(int mostOfParents) {
            return configuredParallelism().orElse(Math.max(1, mostOfParents));
        }

        @Override
        public <R> List<R> runJob(Lineage lineage, List<Integer> partitions, Action<R> action, String name) {
            if (stopped) {
                throw new WaterclockException(
                        ErrorCode.CONTEXT_STOPPED, Operator.here(name) + " was called after its context was stopped");
            }
            TaskContext task = TaskContext.get();
            if (task != null) {
                throw new WaterclockException(
                        ErrorCode.ACTION_INSIDE_TASK,
                        "The action " + Operator.here(name) + " on " + lineage.operator()
                                + " was called inside a task of "
                                + task.action().name()
                                + ". A function of an operator can't run jobs; call collect() before, and capture the list");
            }
            Map<String, String> properties = localProperties.get();
            RunningJob job = new RunningJob(jobIds.getAndIncrement(), properties, new Cancellation());
            running.put(job.id, job);
            try {
                return engine.run(new Job<>(
                        job.id,
                        lineage,
                        partitions,
                        action,
                        Operator.of(name),
                        this,
                        job.cancellation,
                        properties,
                        codecs));
            } finally {
                running.remove(job.id);
            }
        }

        @Override
        public void persist(Lineage lineage, StorageLevel level) {
            synchronized (levels) {
                if (!level.isValid()) {
                    levels.remove(lineage);
                    return;
                }
                StorageLevel before = levels.get(lineage);
                if (before != null && !before.equals(level)) {
                    throw new UnsupportedOperationException("persist: " + lineage + " is kept at " + before
                            + " already, and can't be at " + level + " too; call unpersist() first");
                }
                levels.put(lineage, level);
                anyLevel = true;
            }
        }

        @Override
        public void unpersist(Lineage lineage, boolean blocking) {
            synchronized (levels) {
                levels.remove(lineage);
                anyLevel = !levels.isEmpty();
            }
            engine.unpersist(lineage, blocking);
        }

        @Override
        public StorageLevel storageLevel(Lineage lineage) {
            if (!anyLevel) {
                return StorageLevel.NONE;
            }
            synchronized (levels) {
                return levels.getOrDefault(lineage, StorageLevel.NONE);
            }
        }

        @Override
        public boolean any() {
            return anyLevel;
        }
    }
}
