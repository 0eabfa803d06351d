// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import io.waterclock.engine.Engine;
import io.waterclock.engine.EngineProvider;
import io.waterclock.engine.WallClock;
import io.waterclock.function.Function;
import io.waterclock.job.AsyncActions;
import io.waterclock.job.Jobs;
import io.waterclock.job.LocalProperties;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.AccumulatorV2;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Broadcast;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.CollectionAccumulator;
import io.waterclock.rdd.DoubleAccumulator;
import io.waterclock.rdd.Job;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.LongAccumulator;
import io.waterclock.rdd.Marks;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.PartitionResults;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.RDDContext;
import io.waterclock.rdd.SourceRDD;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.rdd.TaskContext;
import io.waterclock.source.LocalListSource;
import io.waterclock.text.TextFileSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The entrance to the batch half: makes RDDs, and runs their actions on the engine that the master URL names.
 *
 * <p>As many as you like live in one JVM. All methods are safe for any thread; several threads may run jobs at once.
 * {@link #close} ends its engine: threads, kept partitions, hosted receivers.
 */
public final class WaterclockContext implements AutoCloseable {
    private final WaterclockConf conf;
    private final Engine engine;
    private final long startTimeMs;
    private final Handle handle = new Handle();
    private final LocalProperties localProperties = new LocalProperties();
    private final Jobs jobs;
    private final AsyncActions asyncActions;
    private final AtomicInteger rddIds = new AtomicInteger();
    private final AtomicLong sharedIds = new AtomicLong();
    private final Map<Lineage, StorageLevel> levels = new WeakHashMap<>();
    private volatile boolean anyLevel;

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
        WallClock clock = WallClock.system();
        this.startTimeMs = clock.currentTimeMs();
        this.jobs = new Jobs(this.engine, handle, clock);
        this.asyncActions = new AsyncActions(handle, jobs);
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

    // ---- shared variables

    /** A sum of whole numbers that tasks add to, registered. */
    public LongAccumulator longAccumulator() {
        return registered(new LongAccumulator(), null);
    }

    public LongAccumulator longAccumulator(String name) {
        return registered(new LongAccumulator(), name);
    }

    /** A sum of doubles that tasks add to, registered. */
    public DoubleAccumulator doubleAccumulator() {
        return registered(new DoubleAccumulator(), null);
    }

    public DoubleAccumulator doubleAccumulator(String name) {
        return registered(new DoubleAccumulator(), name);
    }

    /** A list that tasks add to, registered. */
    public <T> CollectionAccumulator<T> collectionAccumulator() {
        return registered(new CollectionAccumulator<>(), null);
    }

    public <T> CollectionAccumulator<T> collectionAccumulator(String name) {
        return registered(new CollectionAccumulator<>(), name);
    }

    /**
     * Registers an accumulator, so that functions may hold it.
     *
     * @throws IllegalStateException when it is registered already, here or elsewhere
     */
    public void register(AccumulatorV2<?, ?> accumulator) {
        registered(accumulator, null);
    }

    /** @param name for people */
    public void register(AccumulatorV2<?, ?> accumulator, String name) {
        registered(accumulator, name);
    }

    private <A extends AccumulatorV2<?, ?>> A registered(A accumulator, @Nullable String name) {
        accumulator.register(sharedIds.getAndIncrement(), name);
        return accumulator;
    }

    /**
     * A value that functions may hold and all tasks read; the object itself, which must not be changed any more.
     *
     * @throws IllegalArgumentException when it is an RDD; collect it first
     */
    public <T> Broadcast<T> broadcast(T value) {
        if (value instanceof AbstractRDD<?, ?> rdd) {
            throw new IllegalArgumentException(
                    "broadcast: " + rdd + " can't be read inside a task. Call collect(), and broadcast the list");
        }
        return new Broadcast<>(sharedIds.getAndIncrement(), value);
    }

    // ---- what its jobs are called

    /** A property of the calling thread and the threads it makes after; its jobs carry it. Null removes it. */
    public void setLocalProperty(String key, @Nullable String value) {
        localProperties.set(key, value);
    }

    public @Nullable String getLocalProperty(String key) {
        return localProperties.get(key);
    }

    /** For the streaming half: all properties of the calling thread. */
    public Map<String, String> localProperties() {
        return localProperties.all();
    }

    /** For the streaming half: gives the calling thread these properties and no others. */
    public void setLocalProperties(Map<String, String> all) {
        localProperties.setAll(all);
    }

    /** Groups the jobs that the calling thread runs from now on, so that {@link #cancelJobGroup} ends them together. */
    public void setJobGroup(String groupId, String description) {
        setLocalProperty(LocalProperties.GROUP, groupId);
        setLocalProperty(LocalProperties.DESCRIPTION, description);
    }

    /** @param interruptOnCancel {@link #setInterruptOnCancel} */
    public void setJobGroup(String groupId, String description, boolean interruptOnCancel) {
        setJobGroup(groupId, description);
        setInterruptOnCancel(interruptOnCancel);
    }

    /** Forgets what {@link #setJobGroup} said. */
    public void clearJobGroup() {
        setLocalProperty(LocalProperties.GROUP, null);
        setLocalProperty(LocalProperties.DESCRIPTION, null);
        setLocalProperty(Job.INTERRUPT_ON_CANCEL, null);
    }

    public void setJobDescription(@Nullable String description) {
        setLocalProperty(LocalProperties.DESCRIPTION, description);
    }

    /**
     * Whether the tasks of the calling thread's jobs are interrupted when these are cancelled or fail; they are unless told
     * otherwise. Without, a function that blocks holds its thread until it returns by itself. The end of the context interrupts in any case.
     */
    public void setInterruptOnCancel(boolean interruptOnCancel) {
        setLocalProperty(Job.INTERRUPT_ON_CANCEL, Boolean.toString(interruptOnCancel));
    }

    /** Adds a tag to the jobs that the calling thread runs from now on; not empty, without a comma. */
    public void addJobTag(String tag) {
        localProperties.addTag(tag);
    }

    /** Does nothing when there is no such tag. */
    public void removeJobTag(String tag) {
        localProperties.removeTag(tag);
    }

    /** The tags of the calling thread; a fresh set. */
    public Set<String> getJobTags() {
        return localProperties.tags();
    }

    public void clearJobTags() {
        setLocalProperty(LocalProperties.TAGS, null);
    }

    /** What errors and the status tracker say about where the calling thread's actions are called, instead of file and line. */
    public void setCallSite(String callSite) {
        setLocalProperty(LocalProperties.CALL_SITE, callSite);
    }

    public void clearCallSite() {
        setLocalProperty(LocalProperties.CALL_SITE, null);
    }

    // ---- ending jobs

    /** Ends the running jobs of a group; their actions throw with code JOB_CANCELLED. */
    public void cancelJobGroup(String groupId) {
        cancelJobGroup(groupId, "the job group " + groupId + " was cancelled");
    }

    public void cancelJobGroup(String groupId, String reason) {
        cancelJobs(LocalProperties.GROUP, groupId, reason);
    }

    /** Ends the running jobs that carry a tag; as {@link #cancelJobGroup(String)}. */
    public void cancelJobsWithTag(String tag) {
        cancelJobsWithTag(tag, "the jobs with the tag " + tag + " were cancelled");
    }

    public void cancelJobsWithTag(String tag, String reason) {
        jobs.cancelTagged(LocalProperties.checked("cancelJobsWithTag", tag), reason);
    }

    /** For the streaming half: ends the running jobs whose local property has this value; as {@link #cancelJobGroup(String)}. */
    public void cancelJobs(String property, String value, String reason) {
        jobs.cancel(property, value, reason);
    }

    /** Ends all running jobs. */
    public void cancelAllJobs() {
        jobs.cancelAll("all jobs were cancelled");
    }

    /** How running jobs stand, and the last that have ended. */
    public WaterclockStatusTracker statusTracker() {
        return jobs;
    }

    // ---- end

    public boolean isStopped() {
        return jobs.isStopped();
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
        jobs.stop();
        asyncActions.stop();
        engine.close();
    }

    /** {@link #stop()}. The exit code is for engines that run as a process of their own; the JVM never ends by it. */
    public void stop(int exitCode) {
        stop();
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
        public <R> List<R> runJob(
                Lineage lineage,
                List<Integer> partitions,
                Action<R> action,
                String name,
                @Nullable PartitionResults<R> results) {
            Map<String, String> properties = localProperties.all();
            Operator operator = Jobs.operator(name, properties);
            return jobs.run(
                    jobs.nextId(), lineage, partitions, action, operator, properties, new Cancellation(), results);
        }

        @Override
        public <T> FutureAction<T> submit(String name, Function<RDDContext, T> body) {
            Map<String, String> properties = localProperties.all();
            Operator operator = properties.containsKey(LocalProperties.CALL_SITE)
                    ? Jobs.operator(name, properties)
                    : Operator.here(name);
            jobs.requireCallable(operator, null);
            return asyncActions.submit(operator, properties, body);
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
