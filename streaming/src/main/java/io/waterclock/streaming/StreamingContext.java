// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.engine.StateVersions;
import io.waterclock.engine.Threads;
import io.waterclock.function.Function;
import io.waterclock.function.Function0;
import io.waterclock.function.Function2;
import io.waterclock.function.OutsideTasks;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.RDDContext;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.batch.StreamingRun;
import io.waterclock.streaming.batch.Termination;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.dstream.DStreams;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.dstream.ReceiverInputDStream;
import io.waterclock.streaming.file.FileFormat;
import io.waterclock.streaming.file.FileInputDStream;
import io.waterclock.streaming.listener.ListenerBus;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.loop.Surroundings;
import io.waterclock.streaming.program.Arguments;
import io.waterclock.streaming.program.GraphHandle;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.streaming.source.QueueInputDStream;
import io.waterclock.streaming.source.RawSocketReceiver;
import io.waterclock.streaming.source.SocketReceiver;
import io.waterclock.streaming.source.SocketTextReceiver;
import io.waterclock.util.Given;
import java.io.Closeable;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The entrance to the streaming half: describes streams, then runs them batch by batch.
 *
 * <p>A program makes streams and outputs, calls {@link #start}, waits in {@link #awaitTermination}. From the start on
 * nothing can be added, and a context that has stopped stays so. As many as you like live in one JVM. All methods are
 * safe for any thread.
 *
 * <p>When an output of a batch fails, later batches don't run, the context stops, and {@code awaitTermination} throws the
 * cause.
 *
 * <p>The threads of a context are daemons: it doesn't keep a JVM alive whose main thread has ended.
 */
public final class StreamingContext implements Closeable, DStreamGraph.Owner, OutsideTasks {
    private static final Logger LOG = System.getLogger(StreamingContext.class.getName());

    /** The started contexts of this JVM; one of the two pieces of global state. */
    private static final WeakRegistry<StreamingContext> ACTIVE = new WeakRegistry<>();

    private final WaterclockContext context;
    private final WaterclockConf conf;
    private final DStreamGraph graph;
    private final ListenerBus bus;
    private final Surroundings surroundings;
    private final Termination termination;
    private final Life life;

    /** The object that streams know as their context. */
    private final StreamingContext original;

    /** How far it has come, under its monitor. */
    private static final class Life {
        volatile StreamingContextState state = StreamingContextState.INITIALIZED;
        volatile @Nullable StreamingRun run;

        @Nullable
        Thread shutdownHook;
    }

    /**
     * With a {@link WaterclockContext} of its own, made from the settings.
     *
     * @param batchDuration the interval of the batches, in whole milliseconds
     */
    public StreamingContext(WaterclockConf conf, Duration batchDuration) {
        this(checkedMs(batchDuration), new WaterclockContext(conf), null);
    }

    /** As {@link #StreamingContext(WaterclockConf, Duration)}, with the settings of the system properties. */
    public StreamingContext(String master, String appName, Duration batchDuration) {
        this(checkedMs(batchDuration), new WaterclockContext(master, appName), null);
    }

    /** As {@link #StreamingContext(String, String, Duration)}, with the jars of the program for the workers of a cluster. */
    public StreamingContext(
            String master, String appName, Duration batchDuration, @Nullable String waterclockHome, String jarFile) {
        this(checkedMs(batchDuration), new WaterclockContext(master, appName, waterclockHome, jarFile), null);
    }

    /** As {@link #StreamingContext(String, String, Duration)}, with the jars of the program for the workers of a cluster. */
    public StreamingContext(
            String master, String appName, Duration batchDuration, @Nullable String waterclockHome, String[] jars) {
        this(checkedMs(batchDuration), new WaterclockContext(master, appName, waterclockHome, jars), null);
    }

    /** The same, with environment variables of the workers. */
    public StreamingContext(
            String master,
            String appName,
            Duration batchDuration,
            @Nullable String waterclockHome,
            String[] jars,
            Map<String, String> environment) {
        this(checkedMs(batchDuration), new WaterclockContext(master, appName, waterclockHome, jars, environment), null);
    }

    /** On an existing context, which other programs may share. */
    public StreamingContext(WaterclockContext context, Duration batchDuration) {
        this(checkedMs(batchDuration), context, null);
    }

    /** For test kits: with other clocks and threads than the machine's. */
    public StreamingContext(WaterclockContext context, Duration batchDuration, Surroundings surroundings) {
        this(checkedMs(batchDuration), context, surroundings);
    }

    private StreamingContext(long batchMs, WaterclockContext context, @Nullable Surroundings surroundings) {
        Arguments.withoutNull("StreamingContext", context);
        this.context = context;
        this.conf = context.getConf();
        this.surroundings = surroundings != null ? surroundings : Surroundings.real("streaming-" + context.appName());
        this.bus = new ListenerBus();
        this.termination = new Termination();
        this.life = new Life();
        this.original = this;
        this.graph = new DStreamGraph(new Handle(), batchMs);
    }

    /** The same context by another object, where other APIs wrap: what one of them is told to do, the other does too. */
    public StreamingContext(StreamingContext context) {
        Arguments.withoutNull("StreamingContext", context);
        this.context = context.context;
        this.conf = context.conf;
        this.graph = context.graph;
        this.bus = context.bus;
        this.surroundings = context.surroundings;
        this.termination = context.termination;
        this.life = context.life;
        this.original = context.original;
    }

    private static long checkedMs(@Nullable Duration batchDuration) {
        return Durations.toWholeMs("The batch interval", batchDuration);
    }

    private final class Handle implements GraphHandle {
        private final int parallelism = context.defaultParallelism();
        private final boolean unpersists = conf.get(StreamingKeys.UNPERSIST);

        @Override
        public Object owner() {
            return StreamingContext.this;
        }

        @Override
        public RDDContext rdds() {
            return context.handle();
        }

        @Override
        public StateVersions states() {
            return context.engine().states();
        }

        @Override
        public int defaultParallelism() {
            return parallelism;
        }

        @Override
        public boolean unpersists() {
            return unpersists;
        }
    }

    // ---- what it is

    /** The started context of this JVM that is still active; of several, the one started last. */
    public static Optional<StreamingContext> getActive() {
        return ACTIVE.last();
    }

    /** {@link #getActive}, or what {@code creatingFunc} makes when there is none. */
    public static StreamingContext getActiveOrCreate(Function0<StreamingContext> creatingFunc) {
        given(creatingFunc, "getActiveOrCreate", "function");
        return getActive().orElseGet(() -> {
            try {
                return creatingFunc.call();
            } catch (Exception e) {
                throw Sneaky.unchecked(e);
            }
        });
    }

    /** The jar that a class was loaded from; empty when it was loaded from elsewhere. */
    public static String[] jarOfClass(Class<?> cls) {
        return WaterclockContext.jarOfClass(cls);
    }

    /** Its batch half. */
    public WaterclockContext waterclockContext() {
        return context;
    }

    /** {@link #waterclockContext()}, by its short name. */
    public WaterclockContext wc() {
        return context;
    }

    /** Itself; where other APIs unwrap. */
    public StreamingContext ssc() {
        return this;
    }

    public StreamingContextState getState() {
        return life.state;
    }

    /** For connectors, whose inputs are added to it. */
    @Override
    public DStreamGraph graph() {
        return graph;
    }

    /**
     * Prints how each output gets what it puts out: the streams that it is made of, how windows are computed, how states are called and kept.
     *
     * @return what was printed
     */
    public String explain() {
        String text = graph.explain();
        System.out.print(text);
        System.out.flush();
        return text;
    }

    // ---- sources

    /** {@link #socketTextStream(String, int, StorageLevel)} in memory. */
    public ReceiverInputDStream<String> socketTextStream(String hostname, int port) {
        return receiver("socketTextStream", new SocketTextReceiver(hostname, port, StorageLevel.MEMORY_ONLY));
    }

    /**
     * Lines of UTF-8 text from a TCP server, to which the context connects; again and again when there is none or it
     * closes. A server that sends faster than batches are done is held back by TCP.
     */
    public ReceiverInputDStream<String> socketTextStream(String hostname, int port, StorageLevel storageLevel) {
        return receiver(
                "socketTextStream",
                new SocketTextReceiver(hostname, port, given(storageLevel, "socketTextStream", "storage level")));
    }

    /** Records that {@code converter} reads from a TCP server; as {@link #socketTextStream}. */
    public <T> ReceiverInputDStream<T> socketStream(
            String hostname, int port, Function<InputStream, Iterable<T>> converter, StorageLevel storageLevel) {
        return receiver(
                "socketStream",
                new SocketReceiver<>(hostname, port, converter, given(storageLevel, "socketStream", "storage level")));
    }

    /** {@link #rawSocketStream(String, int, StorageLevel)} in memory. */
    public <T> ReceiverInputDStream<T> rawSocketStream(String hostname, int port) {
        return receiver("rawSocketStream", new RawSocketReceiver<>(hostname, port, StorageLevel.MEMORY_ONLY));
    }

    /**
     * Records that a TCP server has serialized: frames of a length (four bytes, the highest first) and so many bytes, which are Java-serialized objects
     * of simple classes, see {@code Receiver.store(ByteBuffer)}. As {@link #socketTextStream}.
     */
    public <T> ReceiverInputDStream<T> rawSocketStream(String hostname, int port, StorageLevel storageLevel) {
        return receiver(
                "rawSocketStream",
                new RawSocketReceiver<>(hostname, port, given(storageLevel, "rawSocketStream", "storage level")));
    }

    /** What a receiver of the program's stores. */
    public <T> ReceiverInputDStream<T> receiverStream(Receiver<T> receiver) {
        return receiver("receiverStream", receiver);
    }

    private static <T> T given(@Nullable T argument, String method, String what) {
        return Given.given(argument, Operator.here(method).toString(), what);
    }

    private <T> ReceiverInputDStream<T> receiver(String method, Receiver<T> receiver) {
        return new ReceiverInputDStream<>(graph, method, receiver);
    }

    /**
     * The lines of the files that come into a directory, as {@code textFile} has them. A batch has the files that were changed at its time or before,
     * and not before the last batches: a file is in one batch, once. So a file has to be complete when it appears; write it elsewhere on the same
     * file system, and rename it into the directory. What has a name that begins with _ or . is passed over, and what was there before the stream too.
     *
     * @param directory a local path or {@code file:} URI of a directory, which may come later, or a glob of directories
     * @throws WaterclockException with code INPUT_NOT_FOUND when it is on another file system, is a file, or is no glob
     */
    public DStream<String> textFileStream(String directory) {
        return files().watch("textFileStream", directory, FileFormat.text(), path -> true, true);
    }

    /**
     * The records of one length of the files that come into a directory; which, says {@link #textFileStream}. A file that is no whole number of records
     * long fails the action that would read it.
     *
     * @param recordLength in bytes
     */
    public DStream<byte[]> binaryRecordsStream(String directory, int recordLength) {
        FileInputDStream.Builder files = files();
        FileFormat<byte[]> format = files.binaryRecords("binaryRecordsStream", recordLength);
        return files.watch("binaryRecordsStream", directory, format, path -> true, true);
    }

    /** What a format makes of the files that come into a directory; which, says {@link #textFileStream}. */
    public <T> InputDStream<T> fileStream(String directory, FileFormat<T> format) {
        return files().watch("fileStream", directory, format, path -> true, true);
    }

    /**
     * As {@link #fileStream(String, FileFormat)}.
     *
     * @param filter which files and directories in the directory are taken, of those that aren't hidden; called on the driver whenever it is listed
     * @param newFilesOnly false to take those files too that were there before the stream, as far as they aren't older than {@code
     *     waterclock.streaming.fileStream.minRememberDuration}
     */
    public <T> InputDStream<T> fileStream(
            String directory, FileFormat<T> format, Function<Path, Boolean> filter, boolean newFilesOnly) {
        return files().watch("fileStream", directory, format, filter, newFilesOnly);
    }

    private FileInputDStream.Builder files() {
        return new FileInputDStream.Builder(graph, conf, surroundings);
    }

    /** One RDD of the queue for each batch; an empty one when the queue is empty. */
    public <T> InputDStream<T> queueStream(Queue<RDD<T>> queue) {
        return queueStream(queue, true);
    }

    /**
     * RDDs of the queue, which stays the program's: what is added later comes in later batches. A program that adds from
     * another thread takes a concurrent queue or synchronizes on it.
     *
     * @param oneAtATime whether a batch takes one RDD, or all that are there
     */
    public <T> InputDStream<T> queueStream(Queue<RDD<T>> queue, boolean oneAtATime) {
        return QueueInputDStream.of(graph, queue, oneAtATime);
    }

    /**
     * As {@link #queueStream(Queue, boolean)}.
     *
     * @param defaultRDD for a batch that finds the queue empty; null for an RDD without partitions
     */
    public <T> InputDStream<T> queueStream(Queue<RDD<T>> queue, boolean oneAtATime, @Nullable RDD<T> defaultRDD) {
        return QueueInputDStream.of(graph, queue, oneAtATime, defaultRDD);
    }

    // ---- combining

    /** All records of all streams, batch by batch. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <T> DStream<T> union(DStream<T>... streams) {
        return DStreams.union(graph, all(streams));
    }

    /** All pairs of all streams, batch by batch. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <K, V> PairDStream<K, V> union(PairDStream<K, V>... streams) {
        return DStreams.unionPairs(graph, all(streams));
    }

    private static <S> List<S> all(S[] streams) {
        return Arrays.asList(given(streams, "union", "array of the streams").clone());
    }

    /** What a function makes of the RDDs of several streams in a batch; see {@link DStream#transform(Function)}. */
    public <T> DStream<T> transform(List<DStream<?>> streams, Function2<List<RDD<?>>, Time, RDD<T>> f) {
        return DStreams.transform(graph, streams, f);
    }

    /** As {@link #transform}, to pairs. Streams of pairs go in by {@code toDStream()}. */
    public <K, V> PairDStream<K, V> transformToPair(
            List<DStream<?>> streams, Function2<List<RDD<?>>, Time, PairRDD<K, V>> f) {
        return DStreams.transformToPair(graph, streams, f);
    }

    // ---- settings and listeners

    /**
     * Lets every stream remember the RDDs of its batches at least so long after they are done.
     *
     * @throws IllegalArgumentException when it was called before
     * @throws IllegalStateException after the start
     */
    public void remember(Duration duration) {
        graph.remember(duration);
    }

    /** At any time; a listener hears what happens from then on. */
    public void addStreamingListener(StreamingListener listener) {
        Arguments.withoutNull("addStreamingListener", listener);
        bus.add(listener);
    }

    public void removeStreamingListener(StreamingListener listener) {
        bus.remove(given(listener, "removeStreamingListener", "listener"));
    }

    // ---- running

    /**
     * Begins: receivers start, and the first batch is made at the next multiple of the interval. Functions run under the
     * context class loader of the calling thread, and jobs with its local properties. Does nothing but warn when it is
     * active already.
     *
     * @throws IllegalArgumentException when there is no output; the context is stopped then
     * @throws IllegalStateException when it was stopped
     */
    public void start() {
        StreamingRun started = claimStart();
        if (started == null) {
            return;
        }
        try {
            started.start();
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "The streaming context could not start: {0}", e.toString());
            throw e;
        }
    }

    /** The run to be started; null when it was before. It is started without the monitor, which its end takes. */
    private @Nullable StreamingRun claimStart() {
        synchronized (life) {
            if (life.state == StreamingContextState.ACTIVE) {
                LOG.log(Level.WARNING, "start() was called on a streaming context that is active already");
                return null;
            }
            if (life.state == StreamingContextState.STOPPED) {
                throw new IllegalStateException(
                        "start: this streaming context was stopped, and can't be started again; make a new StreamingContext");
            }
            if (!graph.hasOutputs()) {
                graph.run().end();
                moveTo(StreamingContextState.STOPPED);
                termination.complete();
                throw new IllegalArgumentException("start: no output operation was added, so there is nothing to do;"
                        + " call print(), foreachRDD(…) or saveAsTextFiles(…) on a stream before start()");
            }
            StreamingRun started = new StreamingRun(context, graph, bus, surroundings, termination, this::runEnded);
            life.run = started;
            moveTo(StreamingContextState.ACTIVE);
            ACTIVE.add(original);
            addShutdownHook();
            return started;
        }
    }

    private void moveTo(StreamingContextState next) {
        life.state = life.state.moveTo(next);
    }

    /** Called by the run when everything has ended, whatever ended it. */
    private void runEnded() {
        synchronized (life) {
            if (life.state != StreamingContextState.STOPPED) {
                moveTo(StreamingContextState.STOPPED);
            }
            ACTIVE.remove(original);
            removeShutdownHook();
        }
    }

    /**
     * Waits until the context has stopped.
     *
     * @throws WaterclockException with code OUTPUT_OPERATION_FAILED, BATCH_GENERATION_FAILED or another when a failure
     *     stopped it; thrown at each call
     */
    public void awaitTermination() throws InterruptedException {
        requireOutside("awaitTermination");
        termination.await();
    }

    /** As {@link #awaitTermination}, but not longer than so many milliseconds; false if it has not stopped by then. */
    public boolean awaitTerminationOrTimeout(long timeout) throws InterruptedException {
        requireOutside("awaitTerminationOrTimeout");
        return termination.await(timeout);
    }

    private void requireOutside(String method) {
        StreamingRun current = life.run;
        if (bus.isTurnedByCaller() || (current != null && current.isInside())) {
            throw new IllegalStateException(
                    method + " was called by code that the streaming context runs, and would wait for itself");
        }
    }

    // ---- ending

    /** {@link #stop(boolean)} with the setting {@code waterclock.streaming.stopWaterclockContextByDefault}, true by default. */
    public void stop() {
        stop(conf.get(StreamingKeys.STOP_CONTEXT_BY_DEFAULT));
    }

    /** {@link #stop(boolean, boolean)}, not gracefully. */
    public void stop(boolean stopWaterclockContext) {
        stop(stopWaterclockContext, false);
    }

    /**
     * Stops, and returns when everything has ended. Called by code that the context runs (an output's function, an input's start or
     * stop), it only sets the stop going and returns at once, since the stop waits for that code. Called again, it
     * warns; then it can still end the {@link WaterclockContext}. What an input's stop throws comes out when all has ended.
     *
     * @param stopWaterclockContext whether the batch half ends too
     * @param stopGracefully whether what has been received is processed first: receivers stop, what they stored gets its
     *     batches at their times, pending batches are finished, for at most {@code
     *     waterclock.streaming.gracefulStopTimeout}. If not, running jobs are cancelled
     * @throws WaterclockException with code CALLED_BY_LISTENER when a listener calls it
     */
    public void stop(boolean stopWaterclockContext, boolean stopGracefully) {
        if (life.state == StreamingContextState.STOPPED) {
            LOG.log(Level.WARNING, "stop() was called on a streaming context that has stopped already");
        }
        end(stopWaterclockContext, stopGracefully);
    }

    /** {@link #stop()}, without a warning if it has stopped already. */
    @Override
    public void close() {
        end(conf.get(StreamingKeys.STOP_CONTEXT_BY_DEFAULT), false);
    }

    private void end(boolean stopWaterclockContext, boolean stopGracefully) {
        if (bus.isTurnedByCaller()) {
            throw new WaterclockException(
                    ErrorCode.CALLED_BY_LISTENER,
                    "A streaming listener can't stop its context, since the stop waits for the listener; let another thread do it");
        }
        StreamingRun current = life.run;
        if (current != null && current.isInside()) {
            current.askToStop();
            surroundings.rooms().aside("stop", () -> endAside(stopWaterclockContext, stopGracefully));
        } else {
            endNow(stopWaterclockContext, stopGracefully);
        }
    }

    private void endNow(boolean stopWaterclockContext, boolean stopGracefully) {
        StreamingRun current;
        synchronized (life) {
            if (life.state == StreamingContextState.INITIALIZED) {
                LOG.log(Level.WARNING, "A streaming context is stopped that was never started");
                graph.run().end();
                moveTo(StreamingContextState.STOPPED);
                termination.complete();
            }
            current = life.run;
        }
        try {
            if (current != null) {
                current.stop(stopGracefully);
            }
        } finally {
            if (stopWaterclockContext) {
                context.stop();
            }
        }
    }

    /** What the end throws has nobody to go to. */
    private void endAside(boolean stopWaterclockContext, boolean stopGracefully) {
        try {
            endNow(stopWaterclockContext, stopGracefully);
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "The streaming context has stopped, but not everything ended well", e);
        }
    }

    private void addShutdownHook() {
        if (!surroundings.rooms().haveThreads()) {
            return;
        }
        boolean gracefully = conf.get(StreamingKeys.STOP_GRACEFULLY_ON_SHUTDOWN);
        Thread hook = Threads.daemon("waterclock-streaming-shutdown", () -> {
            LOG.log(Level.INFO, "The JVM ends; the streaming context stops {0}", gracefully ? "gracefully" : "at once");
            endWithTheJvm(gracefully);
        });
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            life.shutdownHook = hook;
        } catch (IllegalStateException e) {
            LOG.log(Level.WARNING, "The streaming context was started while the JVM ends");
        }
    }

    /** Waits for the stop, but not for ever: code of the program's may never return from it. */
    private void endWithTheJvm(boolean gracefully) {
        StreamingRun current = life.run;
        long mostMs = current == null ? Limits.ENGINE_CLOSE_MS : current.longestStopMs(gracefully);
        Thread stop = Threads.daemon("waterclock-streaming-shutdown-stop", () -> endAside(true, gracefully));
        stop.start();
        try {
            stop.join(mostMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // to the console too: logging may have ended by a hook of its own
        if (stop.isAlive()) {
            LOG.log(
                    Level.WARNING,
                    "The streaming context has not stopped within {0} ms; the JVM ends without it",
                    Long.toString(mostMs));
            System.err.println("Waterclock: the streaming context has not stopped within " + mostMs + " ms");
        }
        if (current != null && !current.leftBehind().isEmpty()) {
            System.err.println("Waterclock: not done when the JVM ended: " + current.leftBehind());
        }
    }

    private void removeShutdownHook() {
        Thread hook = life.shutdownHook;
        life.shutdownHook = null;
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.log(Level.DEBUG, "The JVM is ending, and its hook is running");
            }
        }
    }
}
