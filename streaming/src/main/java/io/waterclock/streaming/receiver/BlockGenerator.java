// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.ReceiverHost;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The open buffer of one run of a receiver. Any number of threads store; a cut takes everything stored before it.
 *
 * <p>One lock (the budget's) guards it all. A store of many records is built aside and goes in under one hold of the
 * lock, so a cut has all of it or none. The cut itself closes the open chunk and takes the list of closed ones: it
 * doesn't depend on how much is in them. What is closed is handed to the host outside the lock, by the thread that
 * closed it or by the cut, whichever comes first ({@link Closed#kept}); its place in the list has been fixed by then. So a
 * host that fails to keep a block fails the cut, which can be made again, and never a store, which must not.
 */
final class BlockGenerator {
    private static final Logger LOG = System.getLogger(BlockGenerator.class.getName());

    /** Records of a full block. A block is the grain in which a batch is split into partitions. */
    static final int BLOCK_RECORDS = 4096;

    /** A store of up to so many records goes into the open block; a larger one becomes blocks of its own. */
    static final int SMALL_STORE = 256;

    private enum Phase {
        /** Stores wait for room. */
        OPEN,
        /** The receiver is ending: what has room is stored (onStop may flush), nothing waits. */
        ENDING,
        CLOSED
    }

    private final String name;
    private final ReceiverHost host;
    private final StoreBudget budget;
    private final BooleanSupplier isOpen = this::isOpen;

    // The following are guarded by budget.lock.
    private Phase phase = Phase.OPEN;
    private Object[] open = new Object[64];
    private int count;
    private long openBytes;
    private long openUnknown;
    private List<Object> openMetadata = new ArrayList<>();
    private List<Closed> closed = new ArrayList<>();
    private @Nullable LineBuffer lines;
    private boolean storedAny;

    BlockGenerator(String name, ReceiverHost host, StoreBudget budget) {
        this.name = name;
        this.host = host;
        this.budget = budget;
    }

    /** A block whose place in the order of storing is fixed. */
    private static final class Closed {
        private final Block block;
        private final Charge charge;
        private final List<Object> metadata;
        private final long malformed;
        private @Nullable ReceivedBlock kept;
        private boolean lost;

        Closed(Block block, Charge charge, List<Object> metadata, long malformed) {
            this.block = block;
            this.charge = charge;
            this.metadata = metadata;
            this.malformed = malformed;
        }

        synchronized ReceivedBlock kept(BlockGenerator generator) {
            if (lost) {
                throw new IllegalStateException("The run of the receiver is over, and the block was given up");
            }
            if (kept == null) {
                BlockRef ref = generator.host.store(block);
                kept = new ReceivedBlock(ref, metadata, malformed, charge, generator.budget);
            }
            return kept;
        }

        /** {@link #kept}, or never: then its room is given back. */
        synchronized ReceivedBlock keptOrLost(BlockGenerator generator) {
            try {
                return kept(generator);
            } catch (RuntimeException | Error e) {
                lost = true;
                generator.budget.give(charge);
                throw e;
            }
        }
    }

    void store(@Nullable Object record, @Nullable Object metadata) {
        long weight = Charge.weigh(record);
        long bytes = Math.abs(weight);
        int unknown = weight < 0 ? 1 : 0;
        checkSize(bytes, unknown);
        Closed full = null;
        budget.lock.lock();
        try {
            admit(bytes, unknown);
            append(record, metadata);
            openBytes += bytes;
            openUnknown += unknown;
            if (count == BLOCK_RECORDS) {
                full = closeOpen();
            }
        } finally {
            budget.lock.unlock();
        }
        if (full != null) {
            handOver(full);
        }
    }

    /** What was stored is stored: if the host fails, the cut hands the block over again, and fails if that fails. */
    private void handOver(Closed block) {
        try {
            block.kept(this);
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "Receiver " + name + ": the host failed to keep a block of " + block.block.recordCount()
                            + " records, which the next cut hands over again",
                    e);
        }
    }

    /** Stores {@code records[0..n)}, which become the generator's, wholly before or wholly after any cut. */
    void storeAll(Object[] records, int n, Charge charge, @Nullable Object metadata) {
        if (n == 0) {
            return;
        }
        checkSize(charge.bytes(), charge.records());
        List<Closed> full = new ArrayList<>();
        budget.lock.lock();
        try {
            admit(charge.bytes(), charge.records());
            if (n <= SMALL_STORE) {
                if (count + n > BLOCK_RECORDS) {
                    full.add(closeOpen());
                }
                append(records[0], metadata);
                for (int i = 1; i < n; i++) {
                    append(records[i], null);
                }
                openBytes += charge.bytes();
                openUnknown += charge.records();
                if (count == BLOCK_RECORDS) {
                    full.add(closeOpen());
                }
            } else {
                if (count > 0) {
                    full.add(closeOpen());
                }
                addWindows(records, n, charge, metadata, full);
            }
        } finally {
            budget.lock.unlock();
        }
        full.forEach(this::handOver);
    }

    private void addWindows(Object[] records, int n, Charge charge, @Nullable Object metadata, List<Closed> full) {
        int windows = (n + BLOCK_RECORDS - 1) / BLOCK_RECORDS;
        long bytesBefore = 0;
        long recordsBefore = 0;
        for (int i = 0; i < windows; i++) {
            int from = (int) ((long) n * i / windows);
            int to = (int) ((long) n * (i + 1) / windows);
            long bytes = charge.bytes() / n * to;
            long unknown = charge.records() * to / n;
            if (i == windows - 1) {
                bytes = charge.bytes();
                unknown = charge.records();
            }
            Charge part = new Charge(bytes - bytesBefore, unknown - recordsBefore);
            bytesBefore = bytes;
            recordsBefore = unknown;
            List<Object> with = i == 0 && metadata != null ? List.of(metadata) : List.of();
            full.add(close(new ArrayBlock(records, from, to, part.bytes()), part, with, 0));
        }
    }

    /** Stores a block that the receiver has built. */
    void storeBlock(Block block, @Nullable Object metadata) {
        if (block.recordCount() == 0) {
            return;
        }
        Charge charge = Charge.ofBytes(block.sizeInBytes());
        checkSize(charge.bytes(), 0);
        List<Closed> full = new ArrayList<>();
        budget.lock.lock();
        try {
            admit(charge.bytes(), 0);
            if (count > 0) {
                full.add(closeOpen());
            }
            full.add(close(block, charge, metadata == null ? List.of() : List.of(metadata), 0));
        } finally {
            budget.lock.unlock();
        }
        full.forEach(this::handOver);
    }

    /** Everything stored since the last cut, in the order of storing. */
    List<BlockRef> cut() {
        List<Closed> taken = take();
        List<BlockRef> refs = new ArrayList<>(taken.size());
        try {
            for (Closed block : taken) {
                refs.add(block.kept(this));
            }
            return refs;
        } catch (RuntimeException | Error e) {
            putBack(taken);
            throw e;
        }
    }

    /**
     * The cut of a closed generator, after which there is none: what the host fails to keep is lost, with an error in the log, and its room
     * is given back.
     */
    List<BlockRef> lastCut() {
        List<BlockRef> refs = new ArrayList<>();
        long lost = 0;
        Throwable cause = null;
        for (Closed block : take()) {
            try {
                refs.add(block.keptOrLost(this));
            } catch (RuntimeException | Error e) {
                lost += block.block.recordCount();
                cause = e;
            }
        }
        if (cause != null) {
            LOG.log(
                    Level.ERROR,
                    "Receiver " + name + ": " + lost
                            + " records that were stored since the last batch are lost with its run,"
                            + " because its host failed to keep them",
                    cause);
        }
        return refs;
    }

    private List<Closed> take() {
        budget.lock.lock();
        try {
            if (count > 0) {
                closeOpen();
            }
            if (lines != null) {
                lines.cutWholeLines();
            }
            List<Closed> taken = closed;
            closed = new ArrayList<>();
            return taken;
        } finally {
            budget.lock.unlock();
        }
    }

    /** The host failed: what was taken is for the next cut. */
    private void putBack(List<Closed> taken) {
        budget.lock.lock();
        try {
            closed.addAll(0, taken);
        } finally {
            budget.lock.unlock();
        }
    }

    boolean hasUncut() {
        budget.lock.lock();
        try {
            return count > 0 || !closed.isEmpty() || (lines != null && lines.hasWholeLines());
        } finally {
            budget.lock.unlock();
        }
    }

    /** Whether this run has stored anything at all. */
    boolean storedAny() {
        budget.lock.lock();
        try {
            return storedAny || (lines != null && lines.hasWholeLines());
        } finally {
            budget.lock.unlock();
        }
    }

    /** Frees the threads that wait for room: their stores are refused. */
    void end() {
        to(Phase.ENDING);
        budget.wakeAll();
    }

    /** Refuses every store from now on; what has been stored can still be cut. */
    void close() {
        to(Phase.CLOSED);
        budget.wakeAll();
        budget.lock.lock();
        try {
            if (lines != null) {
                lines.retire();
                lines = null;
            }
        } finally {
            budget.lock.unlock();
        }
    }

    private void to(Phase next) {
        budget.lock.lock();
        try {
            if (phase.compareTo(next) < 0) {
                phase = next;
            }
        } finally {
            budget.lock.unlock();
        }
    }

    /** A buffer of lines beside the open block; one at a time. */
    LineBuffer openLines(String origin, long maxLineBytes) {
        LineBuffer made = new LineBuffer(this, budget, origin, maxLineBytes);
        budget.lock.lock();
        try {
            if (lines != null) {
                throw new IllegalStateException("Receiver " + name
                        + " is reading lines from another stream already; a receiver reads lines from one at a time");
            }
            lines = made;
            return made;
        } finally {
            budget.lock.unlock();
        }
    }

    void closeLines(LineBuffer done) {
        budget.lock.lock();
        try {
            done.retire();
            if (lines == done) {
                lines = null;
            }
        } finally {
            budget.lock.unlock();
        }
    }

    /**
     * Takes room; called with the lock, which is free while it waits.
     *
     * @throws WaterclockException with code STORE_REFUSED when the receiver has ended, or ends meanwhile
     */
    void admit(long bytes, long unknown) {
        if (phase == Phase.CLOSED) {
            throw refused("isn't running");
        }
        try {
            if (!budget.take(bytes, unknown, isOpen)) {
                throw refused("is ending and its buffer is full (" + budget + ")");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WaterclockException(
                    ErrorCode.STORE_REFUSED,
                    "Receiver " + name + ": the thread was interrupted while it waited for room; nothing was stored",
                    e);
        }
        if (phase == Phase.CLOSED) {
            budget.give(bytes, unknown);
            throw refused("isn't running");
        }
    }

    private boolean isOpen() {
        return phase == Phase.OPEN;
    }

    private WaterclockException refused(String why) {
        return new WaterclockException(
                ErrorCode.STORE_REFUSED,
                "Receiver " + name + " " + why + ", so nothing was stored. Store between onStart and onStop, and end a"
                        + " receiving loop when isStopped() is true");
    }

    /** Refuses a store that might never find room. */
    void checkSize(long bytes, long unknown) {
        if (bytes > budget.maxBytesOfStore() || unknown > budget.maxRecordsOfStore()) {
            throw new WaterclockException(
                    ErrorCode.STORE_REFUSED,
                    "Receiver " + name + ": one store has " + bytes + " bytes or more (" + unknown
                            + " records of unknown size), but must not have more than " + budget.maxBytesOfStore()
                            + " (" + budget.maxRecordsOfStore() + "), which is half of what the receiver may hold."
                            + " Store it in parts, or raise " + ReceiverKeys.MAX_BUFFERED_BYTES.name() + " or "
                            + ReceiverKeys.MAX_BUFFERED_RECORDS.name());
        }
    }

    /** Called with the lock: a block takes its place in the order. */
    void addClosed(Block block, Charge charge, long malformed) {
        close(block, charge, List.of(), malformed);
    }

    private Closed close(Block block, Charge charge, List<Object> metadata, long malformed) {
        Closed made = new Closed(block, charge, metadata, malformed);
        closed.add(made);
        storedAny = true;
        return made;
    }

    @SuppressWarnings("NullAway") // a null record is a record
    private void append(@Nullable Object record, @Nullable Object metadata) {
        if (count == open.length) {
            open = Arrays.copyOf(open, Math.min(BLOCK_RECORDS, open.length * 4));
        }
        open[count++] = record;
        storedAny = true;
        if (metadata != null) {
            openMetadata.add(metadata);
        }
    }

    private Closed closeOpen() {
        Object[] records = count < open.length / 2 ? Arrays.copyOf(open, count) : open;
        Block block = new ArrayBlock(records, 0, count, openBytes);
        List<Object> metadata = openMetadata.isEmpty() ? List.of() : List.copyOf(openMetadata);
        Closed made = close(block, new Charge(openBytes, openUnknown), metadata, 0);
        open = new Object[Math.max(64, Math.min(BLOCK_RECORDS, count))];
        count = 0;
        openBytes = 0;
        openUnknown = 0;
        openMetadata = new ArrayList<>();
        return made;
    }
}
