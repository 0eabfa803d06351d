// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.codec.RecordReader;
import io.waterclock.codec.RecordWriter;
import io.waterclock.codec.RecordWriter.Mode;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.DStreamGraph;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.util.Given;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * An input whose source can give the same records again: a log with offsets, a table with keys, files. The place to begin for one's own.
 *
 * <p>A batch has a <em>position</em>, which says what of the source it covers: from where to where. It is fixed once, when the batch falls due, however late the batch runs; records
 * are made of it alone, so a retry, a later read and another process see the same. A position is a value: it doesn't change, and has a durable codec (a record of
 * numbers, strings and lists has one of itself).
 *
 * <p>Calls come one at a time, on the driver: {@link #restored} for what an earlier run has fixed; {@link #onStart} once; for each batch, in the order of time, {@link
 * #positionOf} and {@link #replay}; {@link #done} when batches are done; {@link #onStop} once, if onStart has returned. An exception from positionOf or
 * replay fails the batch and stops the context, so a source that can't be asked just now gives a position without records. If no output
 * needs the stream, no batch has a position.
 *
 * <p>What another run needs to go on is {@link #positions}, each by {@link #saved} as bytes; it gives them to {@link #restore} before its start, those of
 * all inputs at once. Its batches at those times have the same records, and the next goes on behind the last. Those of them that weren't done are to be read
 * ({@link #compute}) before the first batch of the new run is done, as recovery from a checkpoint does.
 *
 * @param <T> the type of its records
 * @param <P> the type of its positions
 */
public abstract class ReplayableInputDStream<T, P> extends InputDStream<T> {
    /** In the metadata of a batch: its position. */
    public static final String METADATA_KEY_POSITION = "position";

    /** A number of records that the position doesn't tell. */
    protected static final long UNKNOWN = -1;

    private static final Logger LOG = System.getLogger(ReplayableInputDStream.class.getName());

    private final Class<P> positionType;

    /** By the time of the batch. The last always stays, since the next goes on from it. */
    private final TreeMap<Time, P> positions = new TreeMap<>();

    private boolean started;

    /** Restored, and not replayed in this run: nobody knows here whether they are done. */
    private final TreeSet<Time> notReplayed = new TreeSet<>();

    /** The last that was restored. */
    private @Nullable Time lastRestored;

    /** Held in calls of the source's: a program may compute an old batch while the next is made. */
    private final Object calls = new Object();

    // ---- under calls

    private @Nullable Time doneUpTo;

    /** Of the latest batch that was computed. */
    private @Nullable RDD<T> given;

    private @Nullable Time givenTo;

    /**
     * @param graph of the context, {@code context.graph()}
     * @param method what the program called to get it, for errors and for people
     * @param positionType a class with a durable codec
     */
    protected ReplayableInputDStream(DStreamGraph graph, String method, Class<P> positionType) {
        super(graph, method);
        this.positionType = Given.given(positionType, operator().toString(), "type of the positions");
    }

    /**
     * For an input that the program makes by itself.
     *
     * @param context the streaming context
     * @param positionType a class with a durable codec
     */
    protected ReplayableInputDStream(DStreamGraph.Owner context, Class<P> positionType) {
        this(context.graph(), "input", positionType);
    }

    // ---- what a source says

    /** Begins. What is opened here is closed in {@link #onStop}. */
    protected void onStart() {}

    /** Ends; nothing is asked any more. */
    protected void onStop() {}

    /**
     * What a batch covers: what the source has now, and no earlier batch had. Must not wait for records to come, and is never open at its end: a position
     * without records is an answer too. A limit on the records of a batch is set here.
     *
     * @param previous of the batch before, maybe one that an earlier run has fixed; null for the first of all
     */
    protected abstract P positionOf(Time batch, @Nullable P previous);

    /**
     * The records of a batch: the same whenever it is called, in whatever process, as long as the batch isn't {@link #done}. Reads no record itself; that is for the
     * partitions, in tasks.
     *
     * @param position what {@link #positionOf} said, perhaps in another run
     */
    protected abstract RDD<T> replay(Time batch, P position);

    /**
     * The batch and all that needs its records are done, so the source may let go of them, or tell the outside how far it has got. Once for each batch, in the order of
     * time; after a restart maybe again, and for the last batches of a run not at all; for one that an earlier run has fixed only if it is read in this one. With windows over the records, and with {@code remember}, it comes when these don't need them
     * any more. An exception is logged, and the program goes on.
     */
    protected void done(Time batch, P position) {}

    /** An earlier run has fixed this position; in the order of time, before {@link #onStart}. The last one comes to {@link #positionOf} as well. */
    protected void restored(Time batch, P position) {}

    /** How many records it covers; {@link #UNKNOWN} if it doesn't tell, and then the partitions are asked for how many they have. */
    protected long records(P position) {
        return UNKNOWN;
    }

    /** For how long before a batch positions are needed to tell the next one; zero when the last is enough. */
    protected Duration positionsNeeded() {
        return Duration.ZERO;
    }

    // ---- positions

    /** What a batch covers; null when it has no position yet, or when it is forgotten. */
    public final @Nullable P position(Time batch) {
        synchronized (positions) {
            return positions.get(batch);
        }
    }

    /** Those that another run needs to go on: of batches that aren't done, of the last one, and of those that {@link #positionsNeeded} asks for. */
    public final SortedMap<Time, P> positions() {
        synchronized (positions) {
            return Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        }
    }

    /**
     * The position of a batch as bytes that outlive the process.
     *
     * @throws IllegalArgumentException when the batch has none (any more)
     * @throws WaterclockException with code CODEC_MISSING when something in it has no codec
     */
    public final byte[] saved(Time batch) {
        P position = position(batch);
        if (position == null) {
            throw new IllegalArgumentException(this + " has no position for the batch " + batch + "; it has those of "
                    + positions().keySet());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (RecordWriter writer = new RecordWriter(bytes, codecs(), Mode.DURABLE, purpose())) {
            writer.write(position);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory have no reason to
        }
        return bytes.toByteArray();
    }

    /**
     * Takes a position that an earlier run of the program has {@link #saved}; in the order of time.
     *
     * @throws IllegalStateException after the start
     * @throws IllegalArgumentException when a later batch has a position already
     * @throws WaterclockException with code CHECKPOINT_FAILED when it can't be read, CODEC_MISSING or CODEC_FAILED when it is of a type that this
     *     program doesn't name or reads otherwise
     */
    public final void restore(Time batch, byte[] saved) {
        synchronized (positions) {
            if (started) {
                throw new IllegalStateException(
                        this + ": the position of the batch " + batch
                                + " can't be restored after the start; restore all positions before the streaming context is started");
            }
            if (!positions.isEmpty() && !positions.lastKey().less(batch)) {
                throw new IllegalArgumentException(this + ": the position of the batch " + batch
                        + " can't be restored behind that of " + positions.lastKey()
                        + "; restore them in the order of time");
            }
        }
        P position = read(batch, saved);
        synchronized (positions) {
            positions.put(batch, position);
            notReplayed.add(batch);
            lastRestored = batch;
        }
        restored(batch, position);
    }

    private P read(Time batch, byte[] saved) {
        String what = "Can't read the position of " + this + " in the batch " + batch + ": ";
        try (RecordReader reader = new RecordReader(new ByteArrayInputStream(saved), codecs(), Mode.DURABLE)) {
            Object position = reader.read();
            if (!positionType.isInstance(position) || reader.hasNext()) {
                throw new IOException("it is not one " + positionType.getTypeName() + ", but "
                        + (position == null ? "null" : position.getClass().getTypeName())
                        + (reader.hasNext() ? " and more" : ""));
            }
            return positionType.cast(position);
        } catch (WaterclockException e) {
            throw new WaterclockException(e.code(), what + e.getMessage(), e);
        } catch (IOException | NoSuchElementException e) {
            throw new WaterclockException(ErrorCode.CHECKPOINT_FAILED, what + e.getMessage(), e);
        }
    }

    private Codecs codecs() {
        return graph().rdds().codecs().requireDurable(positionType, purpose());
    }

    private String purpose() {
        return "the positions of " + this;
    }

    // ---- what the graph asks

    /** Refuses a type of positions that a recovery could not read; then calls {@link #onStart}. */
    @Override
    public final void start() {
        codecs();
        synchronized (positions) {
            started = true;
        }
        onStart();
    }

    @Override
    public final void stop() {
        onStop();
    }

    @Override
    public final RDD<T> compute(Time validTime) {
        synchronized (calls) {
            P position = positionAt(validTime);
            RDD<T> rdd = called("replay", validTime, () -> replay(validTime, position));
            if (rdd.handle().owner() != graph().rdds().owner()) {
                throw new IllegalArgumentException(this + ": replay gave an RDD of another WaterclockContext (" + rdd
                        + "); make it with the one of the stream, context().waterclockContext()");
            }
            if (givenTo == null || givenTo.lessEq(validTime)) {
                given = rdd;
                givenTo = validTime;
            }
            return rdd;
        }
    }

    private P positionAt(Time batch) {
        Map.Entry<Time, P> last;
        synchronized (positions) {
            P known = positions.get(batch);
            if (known != null) {
                notReplayed.remove(batch);
                return known;
            }
            last = positions.lastEntry();
        }
        if (last != null && batch.less(last.getKey()) && last.getKey().equals(lastRestored)) {
            throw new IllegalStateException(
                    this + ": the batch " + batch + " has no position, and comes before " + lastRestored
                            + ", the last of the earlier run. The clock was set back since: start again when it is past that");
        }
        if (last != null && batch.less(last.getKey())) {
            throw new IllegalStateException(
                    this + ": what the batch " + batch + " covered isn't known any more; there are positions of "
                            + positions().keySet() + ". context().remember(…) keeps them longer");
        }
        P position = called("positionOf", batch, () -> positionOf(batch, last == null ? null : last.getValue()));
        if (!positionType.isInstance(position)) {
            throw new WaterclockException(
                    ErrorCode.FUNCTION_FAILED,
                    this + ": positionOf gave a " + position.getClass().getTypeName() + " for the batch " + batch
                            + ", and not a " + positionType.getTypeName());
        }
        synchronized (positions) {
            positions.put(batch, position);
        }
        return position;
    }

    private <R> R called(String method, Time batch, Callable<@Nullable R> call) {
        R result;
        try {
            result = call.call();
        } catch (WaterclockException e) {
            throw new WaterclockException(e.code(), failed(method, batch) + e.getMessage(), e);
        } catch (Throwable e) {
            throw new WaterclockException(ErrorCode.INPUT_FAILED, failed(method, batch) + e, e);
        }
        if (result == null) {
            throw new WaterclockException(
                    ErrorCode.FUNCTION_FAILED,
                    this + ": " + method + " returned null for the batch " + batch + "; "
                            + (method.equals("replay")
                                    ? "return an RDD (one without records is context().waterclockContext().emptyRDD())"
                                    : "a batch without records has a position too, such as the end of the batch before"));
        }
        return result;
    }

    private String failed(String method, Time batch) {
        return this + ": " + method + " failed for the batch " + batch + ": ";
    }

    /** The position, and the number of records as far as it can be told without reading them. */
    @Override
    public StreamInputInfo inputInfo(Time time) {
        P position = position(time);
        RDD<T> rdd;
        long told;
        synchronized (calls) {
            rdd = time.equals(givenTo) ? given : null;
            if (position == null || rdd == null) {
                return new StreamInputInfo(id(), 0);
            }
            told = records(position);
        }
        long count = told >= 0 ? told : RecordCount.of(rdd.lineage());
        String description = count >= 0 ? position.toString() : position + ", whose records are not counted";
        return new StreamInputInfo(
                id(),
                Math.max(0, count),
                Map.of(StreamInputInfo.METADATA_KEY_DESCRIPTION, description, METADATA_KEY_POSITION, position));
    }

    @Override
    public final void forget(Time upTo) {
        synchronized (calls) {
            newlyDone(upTo).forEach(this::letGo);
            if (givenTo != null && givenTo.lessEq(upTo)) {
                given = null;
            }
        }
        synchronized (positions) {
            if (!positions.isEmpty()) {
                Time needed = positions.lastKey().minus(positionsNeeded());
                positions
                        .headMap(upTo.less(needed) ? upTo : needed, true)
                        .keySet()
                        .removeIf(at -> at.less(positions.lastKey()));
                notReplayed.retainAll(positions.keySet());
            }
        }
    }

    private void letGo(Map.Entry<Time, P> batch) {
        doneUpTo = batch.getKey();
        try {
            done(batch.getKey(), batch.getValue());
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    this + " failed to let go of the batch " + batch.getKey() + ", which is done; the program goes on",
                    e);
        }
    }

    private List<Map.Entry<Time, P>> newlyDone(Time upTo) {
        synchronized (positions) {
            Map<Time, P> all = positions.headMap(upTo, true);
            List<Map.Entry<Time, P>> done = new ArrayList<>();
            all.forEach((time, position) -> {
                if (!notReplayed.contains(time) && (doneUpTo == null || doneUpTo.less(time))) {
                    done.add(Map.entry(time, position));
                }
            });
            return done;
        }
    }
}
