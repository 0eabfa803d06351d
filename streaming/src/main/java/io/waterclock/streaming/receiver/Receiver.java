// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Block;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.util.Given;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes in records from a system that pushes them, on threads of its own. Extend it, start threads in {@link #onStart},
 * call a {@code store} for what comes in, end the threads in {@link #onStop}:
 *
 * <pre>{@code
 * class Ticks extends Receiver<Long> {
 *   Ticks() { super(StorageLevel.MEMORY_ONLY); }
 *   public void onStart() { new Thread(this::receive).start(); }
 *   public void onStop() {}                                   // the thread ends when isStopped() is true
 *   private void receive() { while (!isStopped()) { store(nextTick()); } }
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> onStart and onStop are called on threads of the receiver's, one call at a time, under the context class
 * loader of the thread that started the context. Both may take a while, but not for ever: a receiver counts as running when onStart has
 * returned, and onStop is waited for. A receiver never takes a worker from tasks. Any number of threads may store.
 * When a thread that was made in onStart (or by such a thread) dies of an exception, the receiver is stopped and started again.
 *
 * <p><b>What a batch covers.</b> A store is in exactly one batch: that of the first batch boundary after it. A store of
 * many records is wholly in one. What one thread stores stays in its order.
 *
 * <p><b>Bounds.</b> A receiver may hold so much ({@code waterclock.streaming.receiver.maxBufferedBytes},
 * {@code …maxBufferedRecords}, both divided among the receivers), from the store until its batch is done with it. When that
 * is used up, every store waits; nothing is dropped. It ends waiting, by an exception, when its thread is interrupted or the receiver is ending.
 * One store may have half of it at most. All stores throw {@link WaterclockException} with code STORE_REFUSED when they can't store; nothing
 * of that store is kept then.
 *
 * <p><b>Starting again.</b> {@link #restart}, {@link #stop}, an onStart that throws, a thread that dies: each ends this run and is followed by
 * another on the same object, after a delay that doubles as long as runs store nothing
 * ({@code waterclock.streaming.receiverRestartDelay} and following). So the object must be fit for several runs. A thread that outlives its
 * run sees {@code isStopped()} for ever, whatever run has begun since, and its stores are refused.
 *
 * <p>A receiver object belongs to one stream of one context at a time.
 *
 * @param <T> what it stores
 */
public abstract class Receiver<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final StorageLevel storageLevel;
    private int streamId = -1;
    private transient volatile @Nullable ReceiverSupervisor run;

    /** With {@link StorageLevel#MEMORY_ONLY}. */
    public Receiver() {
        this(StorageLevel.MEMORY_ONLY);
    }

    /**
     * @param storageLevel how blocks are to be kept. An engine of one process keeps them in memory, in the form in which they were
     *     stored (objects, or received bytes), whatever the level says of disk, serialization and replication
     * @throws IllegalArgumentException when the level keeps nothing
     */
    public Receiver(StorageLevel storageLevel) {
        if (!Given.given(storageLevel, Operator.here("Receiver").toString(), "storage level")
                .isValid()) {
            throw new IllegalArgumentException("A receiver can't keep its blocks at " + storageLevel
                    + ": that keeps nothing. Use StorageLevel.MEMORY_ONLY");
        }
        this.storageLevel = storageLevel;
    }

    /** Begins to receive: starts threads, registers with the other system. What it throws ends the run. */
    public abstract void onStart();

    /**
     * Ends what onStart began, also when onStart threw. {@link #isStopped()} is true already. What is stored here is kept when there is room; it never waits.
     */
    public abstract void onStop();

    /** The host on which it should run; a hint to engines that have several. */
    public Optional<String> preferredLocation() {
        return Optional.empty();
    }

    /** Stores a record. */
    public final void store(T record) {
        current().generator().store(record, null);
    }

    /**
     * Stores a record.
     *
     * @param metadata is to be found with the batch that the record is in
     */
    public final void store(T record, Object metadata) {
        current().generator().store(record, metadata);
    }

    /** Stores all records of the iterator, which must end, into the same batch. They are gathered first, by the calling thread. */
    public final void store(Iterator<T> records) {
        storeAll(records, null);
    }

    public final void store(Iterator<T> records, Object metadata) {
        storeAll(records, metadata);
    }

    /** Stores all records into the same batch. The collection is copied. */
    public final void store(Collection<T> records) {
        storeAll(records, null);
    }

    public final void store(Collection<T> records, Object metadata) {
        storeAll(records, metadata);
    }

    /** {@link #decode Decodes} the bytes at once, and stores the records into the same batch. */
    public final void store(ByteBuffer bytes) {
        storeAll(decode(bytes), null);
    }

    public final void store(ByteBuffer bytes, Object metadata) {
        storeAll(decode(bytes), metadata);
    }

    /**
     * Stores a block that the receiver has built: raw bytes, say, that become records when a task opens it. Its size and its number of records
     * must not change.
     */
    public final void store(Block block) {
        current().generator().storeBlock(block, null);
    }

    public final void store(Block block, Object metadata) {
        current().generator().storeBlock(block, metadata);
    }

    /**
     * The records of bytes given to {@link #store(ByteBuffer)}: at once, so that what can't be decoded is refused where it came from and doesn't fail a batch
     * later. Unless overridden, the bytes are what an {@link java.io.ObjectOutputStream} has written, one object after the
     * other, of these classes alone, since bytes from outside must not choose what is instantiated: strings, boxed primitives, arrays of
     * them, big numbers, dates and times, {@code java.util} collections, tuples.
     *
     * @throws WaterclockException with code STORE_REFUSED when the bytes aren't that
     */
    protected Iterator<T> decode(ByteBuffer bytes) {
        return SerializedRecords.read(this + ": store(ByteBuffer)", bytes);
    }

    /** Makes an error known to listeners; the receiver goes on. */
    public final void reportError(String message, @Nullable Throwable cause) {
        current().error(message, cause);
    }

    /** {@link #restart(String, Throwable)} without a cause. */
    public final void restart(String message) {
        current().restart(message, null, -1);
    }

    /** Returns at once; then onStop is called, and onStart after a delay. A second call in the same run does nothing. */
    public final void restart(String message, @Nullable Throwable cause) {
        current().restart(message, cause, -1);
    }

    /**
     * @param delayMs from the end of this run to the next, whatever the settings say
     */
    public final void restart(String message, @Nullable Throwable cause, int delayMs) {
        if (delayMs < 0) {
            throw new IllegalArgumentException("restart of " + this + ": the delay is " + delayMs
                    + " ms, but must not be negative; leave it out for the default");
        }
        current().restart(message, cause, delayMs);
    }

    /** {@link #stop(String, Throwable)} without a cause. */
    public final void stop(String message) {
        current().stopRequested(message, null);
    }

    /**
     * Ends this run. Returns at once. The receiver is started again after the usual delay, for a stream that has lost its receiver
     * would stay empty; a receiver that has nothing more to give stays idle instead.
     */
    public final void stop(String message, @Nullable Throwable cause) {
        current().stopRequested(message, cause);
    }

    /** Whether it is running; true in onStart already. */
    public final boolean isStarted() {
        ReceiverSupervisor mine = currentOrNull();
        return mine != null && mine.isStarted();
    }

    /** Whether it has been told to end. False before the first start. */
    public final boolean isStopped() {
        ReceiverSupervisor mine = currentOrNull();
        return mine != null && mine.isStopped();
    }

    /** The id of its stream, which is known when its context has started; −1 before. */
    public final int streamId() {
        return streamId;
    }

    public final StorageLevel storageLevel() {
        return storageLevel;
    }

    @Override
    public String toString() {
        String name = getClass().getName();
        return name.substring(name.lastIndexOf('.') + 1) + (streamId < 0 ? "" : "-" + streamId);
    }

    final void streamId(int id) {
        streamId = id;
    }

    final void run(ReceiverSupervisor next) {
        run = next;
    }

    final ReceiverSupervisor current() {
        ReceiverSupervisor mine = currentOrNull();
        if (mine == null) {
            throw new WaterclockException(
                    ErrorCode.STORE_REFUSED,
                    "Receiver " + this + " was not started yet. It is when its context has started; receive in threads"
                            + " that onStart makes");
        }
        return mine;
    }

    private @Nullable ReceiverSupervisor currentOrNull() {
        ReceiverSupervisor ofThread = ReceiverThreads.runOf(this);
        return ofThread != null ? ofThread : run;
    }

    private void storeAll(Iterator<T> records, @Nullable Object metadata) {
        new Gathered(current().generator()).addAll(records).store(metadata);
    }

    private void storeAll(Collection<T> records, @Nullable Object metadata) {
        new Gathered(current().generator()).addAll(records).store(metadata);
    }
}
