// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import static io.waterclock.util.Given.given;

import io.waterclock.checkpoint.Checkpoints;
import io.waterclock.codec.Codecs;
import io.waterclock.engine.Engine;
import io.waterclock.engine.EngineProvider;
import io.waterclock.engine.WallClock;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.OutsideTasks;
import io.waterclock.input.BinaryRecordsSource;
import io.waterclock.input.ObjectFileSource;
import io.waterclock.input.PortableDataStream;
import io.waterclock.input.WholeFileSource;
import io.waterclock.job.AsyncActions;
import io.waterclock.job.Jobs;
import io.waterclock.job.LocalProperties;
import io.waterclock.job.SharedFiles;
import io.waterclock.pipe.Piping;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.AccumulatorV2;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Broadcast;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.CollectionAccumulator;
import io.waterclock.rdd.DoubleAccumulator;
import io.waterclock.rdd.DoubleRDD;
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
import io.waterclock.resource.ResourceInformation;
import io.waterclock.source.LocalListSource;
import io.waterclock.text.TextFileSource;
import io.waterclock.util.Ending;
import java.io.Closeable;
import java.lang.ref.WeakReference;
import java.nio.charset.Charset;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The entrance to the batch half: makes RDDs, and runs their actions on the engine that the master URL names.
 *
 * <p>As many as you like live in one JVM. All methods are safe for any thread; several threads may run jobs at once.
 * {@link #close} ends its engine: threads, kept partitions, hosted receivers.
 */
public final class WaterclockContext implements Closeable, OutsideTasks {
    private static final System.Logger LOG = System.getLogger("io.waterclock");
    private static final String HOME = "waterclock.home";
    private static final String WHAT = "WaterclockContext";

    private final WaterclockConf conf;
    private final Engine engine;
    private final Codecs codecs;
    private final long startTimeMs;
    private final Handle handle;
    private final LocalProperties localProperties;
    private final Jobs jobs;
    private final AsyncActions asyncActions;
    private final Checkpoints checkpoints;
    private final AtomicInteger rddIds;
    private final AtomicLong sharedIds;
    private final SharedFiles files;
    private final LogLevel logLevel;
    private final Map<Lineage, StorageLevel> levels;

    /** Which RDD asked for a node to be kept, by the node. */
    private final Map<Lineage, Keeper> keepers;

    private volatile boolean anyLevel;

    private record Keeper(int rddId, WeakReference<AbstractRDD<?, ?>> rdd) {}

    /** With the settings of the system properties. */
    public WaterclockContext() {
        this(new WaterclockConf());
    }

    public WaterclockContext(String master, String appName) {
        this(master, appName, new WaterclockConf());
    }

    public WaterclockContext(String master, String appName, WaterclockConf conf) {
        this(given(conf, WHAT, "conf").clone().setMaster(master).setAppName(appName));
    }

    public WaterclockContext(String master, String appName, @Nullable String home, String jarFile) {
        this(master, appName, home, new String[] {jarFile});
    }

    public WaterclockContext(String master, String appName, @Nullable String home, String[] jars) {
        this(master, appName, home, jars, Map.of());
    }

    /**
     * @param home told by {@link #getWaterclockHome}
     * @param jars as by {@link #addJar}
     * @param environment for processes of workers; there are none on one machine, and a running JVM can't change its own
     */
    public WaterclockContext(
            String master, String appName, @Nullable String home, String[] jars, Map<String, String> environment) {
        this(conf(master, appName, home, jars, environment));
        for (String jar : jars) {
            addJar(jar);
        }
        if (!environment.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The environment variables {0} have no effect: tasks run in this process",
                    environment.keySet());
        }
    }

    private static WaterclockConf conf(
            String master, String appName, @Nullable String home, String[] jars, Map<String, String> environment) {
        for (String jar : given(jars, WHAT, "array of jars")) {
            given(jar, WHAT, "jar");
        }
        given(environment, WHAT, "map of environment variables");
        WaterclockConf conf = new WaterclockConf().setMaster(master).setAppName(appName);
        return home == null ? conf : conf.set(HOME, home);
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
        this.conf = given(conf, WHAT, "conf").clone();
        ConfValidator.validate(this.conf);
        this.engine = engine != null ? engine : find(this.conf);
        this.codecs = new Codecs();
        this.localProperties = new LocalProperties();
        this.rddIds = new AtomicInteger();
        this.sharedIds = new AtomicLong();
        this.files = new SharedFiles();
        this.logLevel = new LogLevel();
        this.levels = new WeakHashMap<>();
        this.keepers = new WeakHashMap<>();
        this.handle = new Handle();
        WallClock clock = WallClock.system();
        this.startTimeMs = clock.currentTimeMs();
        this.checkpoints = new Checkpoints(handle);
        this.jobs = new Jobs(this.engine, handle, codecs, clock, checkpoints::afterJob);
        this.asyncActions = new AsyncActions(handle, jobs);
    }

    /** The same context by another object, where other APIs wrap: what one of them changes or stops, is so in the other. */
    public WaterclockContext(WaterclockContext context) {
        this.conf = given(context, WHAT, "context").conf;
        this.engine = context.engine;
        this.codecs = context.codecs;
        this.startTimeMs = context.startTimeMs;
        this.handle = context.handle; // its levels of storage are those of its own context
        this.localProperties = context.localProperties;
        this.jobs = context.jobs;
        this.asyncActions = context.asyncActions;
        this.checkpoints = context.checkpoints;
        this.rddIds = context.rddIds;
        this.sharedIds = context.sharedIds;
        this.files = context.files;
        this.logLevel = context.logLevel;
        this.levels = context.levels;
        this.keepers = context.keepers;
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
        return new SourceRDD<>(handle, making("parallelize"), LocalListSource.of("parallelize", list, numPartitions));
    }

    public <K, V> PairRDD<K, V> parallelizePairs(List<Tuple2<K, V>> list) {
        return parallelizePairs(list, defaultParallelism());
    }

    public <K, V> PairRDD<K, V> parallelizePairs(List<Tuple2<K, V>> list, int numPartitions) {
        Lineage source = new Lineage.Source(
                making("parallelizePairs"), LocalListSource.of("parallelizePairs", list, numPartitions));
        return new PairRDD<>(handle, source);
    }

    public DoubleRDD parallelizeDoubles(List<Double> list) {
        return parallelizeDoubles(list, defaultParallelism());
    }

    public DoubleRDD parallelizeDoubles(List<Double> list, int numPartitions) {
        Lineage source = new Lineage.Source(
                making("parallelizeDoubles"), LocalListSource.of("parallelizeDoubles", list, numPartitions));
        return new DoubleRDD(handle, source);
    }

    /** No records and no partitions. */
    public <T> RDD<T> emptyRDD() {
        return new SourceRDD<>(handle, making("emptyRDD"), List::of);
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
        return new SourceRDD<>(handle, making("textFile"), new TextFileSource(path, minPartitions));
    }

    /** {@link #wholeTextFiles(String, int)} with {@link #defaultMinPartitions()}. */
    public PairRDD<String, String> wholeTextFiles(String path) {
        return wholeTextFiles(path, defaultMinPartitions());
    }

    /**
     * Pairs of a file's name ({@code file:} and the absolute path) and its whole text: UTF-8, uncompressed by the end of its name, without a byte order
     * mark. For small files; a text is in memory as a whole.
     *
     * @param path as in {@link #textFile(String, int)}
     * @param minPartitions about so many, of about the same number of bytes; never more than files
     */
    public PairRDD<String, String> wholeTextFiles(String path, int minPartitions) {
        return new PairRDD<>(
                handle, new Lineage.Source(making("wholeTextFiles"), WholeFileSource.texts(path, minPartitions)));
    }

    /** {@link #binaryFiles(String, int)} with {@link #defaultMinPartitions()}. */
    public PairRDD<String, PortableDataStream> binaryFiles(String path) {
        return binaryFiles(path, defaultMinPartitions());
    }

    /**
     * Pairs of a file's name ({@code file:} and the absolute path) and a stream that a task can open. The bytes are those on the disk, also of compressed files.
     *
     * @param path as in {@link #textFile(String, int)}
     * @param minPartitions about so many, of about the same number of bytes; never more than files
     */
    public PairRDD<String, PortableDataStream> binaryFiles(String path, int minPartitions) {
        return new PairRDD<>(
                handle, new Lineage.Source(making("binaryFiles"), WholeFileSource.streams(path, minPartitions)));
    }

    /**
     * The records of files that have nothing but records of one length. Big files are split between records.
     *
     * @param path as in {@link #textFile(String, int)}
     * @param recordLength in bytes
     * @throws WaterclockException with code INPUT_FAILED at the first action, when a file is no whole number of records long
     */
    public RDD<byte[]> binaryRecords(String path, int recordLength) {
        return new SourceRDD<>(
                handle, making("binaryRecords"), new BinaryRecordsSource(path, recordLength, defaultMinPartitions()));
    }

    /** {@link #objectFile(String, int)}. */
    public <T> RDD<T> objectFile(String path) {
        return objectFile(path, 1);
    }

    /**
     * What {@code saveAsObjectFile} wrote, in this program or another. A file is a partition. Records and enums in it must be named first, by {@code
     * codecs().register(…)}, unless this program wrote them; other types of the program's need their codecs.
     *
     * @param path as in {@link #textFile(String, int)}
     * @param minPartitions a wish that isn't granted: nothing in such a file can be read from the middle
     * @throws WaterclockException in tasks, with code INPUT_FAILED when a file is damaged or another's, CODEC_MISSING when
     *     it has a type that isn't named
     */
    public <T> RDD<T> objectFile(String path, int minPartitions) {
        if (minPartitions < 1) {
            throw new IllegalArgumentException("objectFile: minPartitions must be at least 1, not " + minPartitions);
        }
        return new SourceRDD<>(handle, making("objectFile"), new ObjectFileSource<>(path, codecs));
    }

    /** All records of all RDDs, one after the other. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <T> RDD<T> union(RDD<T>... rdds) {
        return new RDD<>(handle, unionOf(rdds));
    }

    /** All pairs of all RDDs, one after the other. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <K, V> PairRDD<K, V> union(PairRDD<K, V>... rdds) {
        return new PairRDD<>(handle, unionOf(rdds));
    }

    /** All numbers of all RDDs, one after the other. */
    public DoubleRDD union(DoubleRDD... rdds) {
        return new DoubleRDD(handle, unionOf(rdds));
    }

    private Lineage unionOf(AbstractRDD<?, ?>[] rdds) {
        Operator operator = making("union");
        if (given(rdds, "union", "array of RDDs").length == 0) {
            throw new IllegalArgumentException("union: at least one RDD is needed");
        }
        List<Lineage> parents = new ArrayList<>(rdds.length);
        for (AbstractRDD<?, ?> rdd : rdds) {
            if (given(rdd, "union", "RDD at index " + parents.size()).context() != this) {
                throw new IllegalArgumentException("union: an RDD belongs to a different context; make all from one");
            }
            parents.add(rdd.lineage());
        }
        return new Lineage.Union(operator, parents);
    }

    /** What makes an RDD, and where it was called; fails when the context was stopped. */
    private Operator making(String method) {
        jobs.requireRunning(method);
        return Operator.here(method);
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

    /** Whether tasks run in this process or on this machine only. */
    public boolean isLocal() {
        return master().equals("local") || master().startsWith("local[");
    }

    /** The settings, which can't be changed. */
    public ReadOnlyWaterclockConf getReadOnlyConf() {
        return getConf();
    }

    /** Of the jar; {@code development} where there is none. */
    public String version() {
        String version = WaterclockContext.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Who runs the program: the system property {@code user.name}. */
    public String waterclockUser() {
        return System.getProperty("user.name", "unknown");
    }

    /** What a constructor or the setting {@code waterclock.home} named. */
    public Optional<String> getWaterclockHome() {
        return conf.getOption(HOME);
    }

    /** Devices beside processors that the program itself has, by kind; none on one machine. */
    public Map<String, ResourceInformation> resources() {
        return Map.of();
    }

    /** Itself; where other APIs unwrap. */
    public WaterclockContext wc() {
        return this;
    }

    /** {@code context} itself; where other APIs wrap. */
    public static WaterclockContext fromWaterclockContext(WaterclockContext context) {
        return given(context, "fromWaterclockContext", "context");
    }

    /** {@code context} itself; where other APIs unwrap. */
    public static WaterclockContext toWaterclockContext(WaterclockContext context) {
        return given(context, "toWaterclockContext", "context");
    }

    /** The jar that a class was loaded from, in an array; an empty one when it comes from elsewhere. */
    public static String[] jarOfClass(Class<?> type) {
        CodeSource source =
                given(type, "jarOfClass", "class").getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return new String[0];
        }
        String path = source.getLocation().getPath();
        return path.endsWith(".jar") ? new String[] {path} : new String[0];
    }

    /** {@link #jarOfClass} of its class. */
    public static String[] jarOfObject(Object object) {
        return jarOfClass(given(object, "jarOfObject", "object").getClass());
    }

    /**
     * Sets the level of Waterclock's own log, for all contexts of the JVM: ALL, TRACE, DEBUG, INFO, WARN, ERROR, FATAL or OFF. Works
     * where {@link System.Logger} goes to {@code java.util.logging}; elsewhere a warning says that it doesn't.
     */
    public void setLogLevel(String level) {
        logLevel.set(level);
    }

    /** The RDDs that are marked for keeping, by their {@linkplain RDD#id ids}; a fresh map. */
    public Map<Integer, RDD<?>> getPersistentRDDs() {
        Map<Integer, RDD<?>> all = new TreeMap<>();
        synchronized (levels) {
            keepers.forEach((lineage, keeper) -> {
                if (levels.containsKey(lineage)) {
                    all.put(keeper.rddId, keeper.rdd.get() instanceof RDD<?> rdd ? rdd : new RDD<>(handle, lineage));
                }
            });
        }
        return all;
    }

    // ---- files for tasks

    /** Lets functions find a file by its name, through {@link WaterclockFiles#get}. On one machine they read the file itself. */
    public void addFile(String path) {
        addFile(path, false);
    }

    /**
     * @param path a local path or {@code file:} URI
     * @param recursive whether it may be a directory
     * @throws WaterclockException with code INPUT_NOT_FOUND when nothing is there
     */
    public void addFile(String path, boolean recursive) {
        jobs.requireRunning("addFile");
        files.add(path, recursive);
    }

    /** The paths of the files that were added. */
    public List<String> listFiles() {
        return files.files();
    }

    /**
     * Names a jar that functions need. On one machine it is not loaded: tasks see the classes that the program's class loader does.
     *
     * @throws WaterclockException with code INPUT_NOT_FOUND when it isn't there
     */
    public void addJar(String path) {
        jobs.requireRunning("addJar");
        files.addJar(path);
    }

    /** The jars that were named. */
    public List<String> jars() {
        return files.jars();
    }

    // ---- shared variables

    /** A sum of whole numbers that tasks add to, registered. */
    public LongAccumulator longAccumulator() {
        return registered("longAccumulator", new LongAccumulator(), null);
    }

    public LongAccumulator longAccumulator(@Nullable String name) {
        return registered("longAccumulator", new LongAccumulator(), name);
    }

    /** A sum of doubles that tasks add to, registered. */
    public DoubleAccumulator doubleAccumulator() {
        return registered("doubleAccumulator", new DoubleAccumulator(), null);
    }

    public DoubleAccumulator doubleAccumulator(@Nullable String name) {
        return registered("doubleAccumulator", new DoubleAccumulator(), name);
    }

    /** A list that tasks add to, registered. */
    public <T> CollectionAccumulator<T> collectionAccumulator() {
        return registered("collectionAccumulator", new CollectionAccumulator<>(), null);
    }

    public <T> CollectionAccumulator<T> collectionAccumulator(@Nullable String name) {
        return registered("collectionAccumulator", new CollectionAccumulator<>(), name);
    }

    /**
     * Registers an accumulator, so that functions may hold it.
     *
     * @throws IllegalStateException when it is registered already, here or elsewhere
     */
    public void register(AccumulatorV2<?, ?> accumulator) {
        registered("register", accumulator, null);
    }

    /** @param name for people */
    public void register(AccumulatorV2<?, ?> accumulator, @Nullable String name) {
        registered("register", accumulator, name);
    }

    private <A extends AccumulatorV2<?, ?>> A registered(String method, A accumulator, @Nullable String name) {
        jobs.requireRunning(method);
        given(accumulator, method, "accumulator").register(sharedIds.getAndIncrement(), name);
        return accumulator;
    }

    /**
     * A value that functions may hold and all tasks read; the object itself, which must not be changed any more.
     *
     * @throws IllegalArgumentException when it is an RDD; collect it first
     */
    public <T> Broadcast<T> broadcast(T value) {
        jobs.requireRunning("broadcast");
        if (value instanceof AbstractRDD<?, ?> rdd) {
            throw new IllegalArgumentException(
                    "broadcast: " + rdd + " can't be read inside a task. Call collect(), and broadcast the list");
        }
        return new Broadcast<>(sharedIds.getAndIncrement(), value);
    }

    // ---- checkpoints

    /**
     * Where RDDs are written by {@link RDD#checkpoint}: to a directory of this context's own in {@code directory}, which is made if need
     * be. It stays when the context has ended.
     *
     * @param directory a local path or {@code file:} URI
     */
    public void setCheckpointDir(String directory) {
        jobs.requireRunning("setCheckpointDir");
        checkpoints.setDirectory(directory);
    }

    /** The context's own directory in the one that was set. */
    public Optional<String> getCheckpointDir() {
        return Optional.ofNullable(checkpoints.directory());
    }

    /**
     * The records that a checkpoint wrote.
     *
     * @param path as {@link RDD#getCheckpointFile} told it
     * @throws WaterclockException with code CHECKPOINT_FAILED when there is no whole checkpoint, or not one that can be read here
     */
    public <T> RDD<T> checkpointFile(String path) {
        Lineage source = new Lineage.Source(making("checkpointFile"), checkpoints.open(path));
        return new RDD<>(handle, source);
    }

    // ---- what its jobs are called

    /** A property of the calling thread and the threads it makes after; its jobs carry it. Null removes it. */
    public void setLocalProperty(String key, @Nullable String value) {
        localProperties.set(given(key, "setLocalProperty", "key"), value);
    }

    public @Nullable String getLocalProperty(String key) {
        return localProperties.get(given(key, "getLocalProperty", "key"));
    }

    /** For the streaming half: all properties of the calling thread. */
    public Map<String, String> localProperties() {
        return localProperties.all();
    }

    /** For the streaming half: gives the calling thread these properties and no others. */
    public void setLocalProperties(Map<String, String> all) {
        localProperties.setAll(given(all, "setLocalProperties", "map"));
    }

    /** Groups the jobs that the calling thread runs from now on, so that {@link #cancelJobGroup} ends them together. */
    public void setJobGroup(String groupId, @Nullable String description) {
        setLocalProperty(LocalProperties.GROUP, given(groupId, "setJobGroup", "group"));
        setLocalProperty(LocalProperties.DESCRIPTION, description);
    }

    /** @param interruptOnCancel {@link #setInterruptOnCancel} */
    public void setJobGroup(String groupId, @Nullable String description, boolean interruptOnCancel) {
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
        setLocalProperty(LocalProperties.CALL_SITE, given(callSite, "setCallSite", "call site"));
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
        given(groupId, "cancelJobGroup", "group");
        jobs.cancel(LocalProperties.GROUP, groupId, given(reason, "cancelJobGroup", "reason"));
    }

    /** Ends the running jobs that carry a tag; as {@link #cancelJobGroup(String)}. */
    public void cancelJobsWithTag(String tag) {
        cancelJobsWithTag(tag, "the jobs with the tag " + tag + " were cancelled");
    }

    public void cancelJobsWithTag(String tag, String reason) {
        String checked = LocalProperties.checked("cancelJobsWithTag", tag);
        jobs.cancelTagged(checked, given(reason, "cancelJobsWithTag", "reason"));
    }

    /** For the streaming half: ends the running jobs whose local property has this value; as {@link #cancelJobGroup(String)}. */
    public void cancelJobs(String property, String value, String reason) {
        given(property, "cancelJobs", "property");
        given(value, "cancelJobs", "value");
        jobs.cancel(property, value, given(reason, "cancelJobs", "reason"));
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
        Ending.all(jobs::stop, asyncActions::stop, engine::close);
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

    private final class Handle implements RDDContext, Marks, Checkpoints.Runner {
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
            Map<String, String> properties = files.with(localProperties.all());
            Operator operator = Jobs.operator(name, properties);
            return jobs.run(
                    jobs.nextId(), lineage, partitions, action, operator, properties, new Cancellation(), results);
        }

        @Override
        public <T> FutureAction<T> submit(String name, Function<RDDContext, T> body) {
            Map<String, String> properties = files.with(localProperties.all());
            Operator operator = properties.containsKey(LocalProperties.CALL_SITE)
                    ? Jobs.operator(name, properties)
                    : Operator.here(name);
            jobs.requireCallable(operator, null);
            return asyncActions.submit(operator, properties, body);
        }

        @Override
        public void persist(Lineage lineage, StorageLevel level, AbstractRDD<?, ?> by) {
            jobs.requireRunning("persist");
            persist(lineage, level);
            synchronized (levels) {
                keepers.put(lineage, new Keeper(by.id(), new WeakReference<>(by)));
            }
        }

        @Override
        public <R> List<R> run(Lineage lineage, List<Integer> partitions, Action<R> action, Operator operator) {
            return jobs.runAlone(
                    jobs.nextId(),
                    lineage,
                    partitions,
                    action,
                    operator,
                    files.with(localProperties.all()),
                    new Cancellation(),
                    null);
        }

        @Override
        public Lineage checkpoint(Lineage lineage, int rddId, boolean local) {
            jobs.requireRunning(local ? "localCheckpoint" : "checkpoint");
            return checkpoints.ask(lineage, rddId, local, standIn -> keepStandIn(standIn, lineage, rddId, local));
        }

        private void keepStandIn(Lineage.Checkpoint standIn, Lineage lineage, int rddId, boolean local) {
            StorageLevel asked = storageLevel(lineage);
            StorageLevel level = local && !asked.useDisk() ? StorageLevel.MEMORY_AND_DISK : asked;
            if (level.isValid()) {
                synchronized (levels) {
                    levels.put(standIn, level);
                    anyLevel = true;
                    Keeper keeper = keepers.get(lineage);
                    keepers.put(standIn, keeper == null ? new Keeper(rddId, new WeakReference<>(null)) : keeper);
                }
            }
        }

        @Override
        public List<Integer> secure(Lineage node) {
            return storageLevel(node).isValid()
                    ? engine.secure(node)
                    : IntStream.range(0, node.numPartitions()).boxed().toList();
        }

        @Override
        public void letGo(Lineage node) {
            unpersist(node, false);
        }

        @Override
        public boolean isCheckpointed(Lineage lineage) {
            return checkpoints.isMade(lineage);
        }

        @Override
        public @Nullable String checkpointFile(Lineage lineage) {
            return checkpoints.path(lineage);
        }

        @Override
        public Lineage standsFor(Lineage node) {
            return checkpoints.standsFor(node);
        }

        @Override
        public <T> FlatMapFunction<Iterator<T>, String> pipe(
                List<String> command,
                Map<String, String> env,
                boolean separateWorkingDir,
                int bufferSize,
                Charset encoding) {
            return new Piping<>(command, env, separateWorkingDir, bufferSize, encoding.name());
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
            if (lineage instanceof Lineage.Checkpoint asked
                    && storageLevel(asked.parent()).isValid()) {
                unpersist(asked.parent(), blocking); // kept before the checkpoint was asked for
            }
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
        public Codecs codecs() {
            return codecs;
        }

        @Override
        public <T> T setting(ConfigKey<T> key) {
            return conf.get(key);
        }

        @Override
        public boolean any() {
            return anyLevel || checkpoints.any();
        }
    }
}
