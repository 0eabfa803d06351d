// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much one receiver may hold, from storing until the batch lets go. It belongs to the stream and outlives the
 * receiver's restarts.
 *
 * <p>Its lock is also that of the receiver's open buffers, so that waiting for room, appending and cutting are one
 * matter: a thread that waits has let go of the lock, and a cut never waits for it. Those who wait are served in the
 * order in which they came; a small store can't overtake a large one for ever.
 */
final class StoreBudget {
    /** Guards this budget and the open buffers of the receiver. */
    final ReentrantLock lock = new ReentrantLock();

    private final long maxBytes;
    private final long maxRecords;
    private final Deque<Condition> waiters = new ArrayDeque<>();
    private long bytes;
    private long records;

    StoreBudget(long maxBytes, long maxRecords) {
        this.maxBytes = maxBytes;
        this.maxRecords = maxRecords;
    }

    /**
     * The most that one store may ask for: half, so that there is always room for it beside an open chunk of lines (which takes up to
     * the other half) once all blocks have been let go.
     */
    long maxBytesOfStore() {
        return maxBytes / 2;
    }

    long maxRecordsOfStore() {
        return Math.max(1, maxRecords / 2);
    }

    /**
     * Takes room, and waits for it as long as it may. Called with the lock.
     *
     * @return false when there is no room and waiting isn't allowed (any more); nothing is taken then
     */
    boolean take(long moreBytes, long moreRecords, BooleanSupplier mayWait) throws InterruptedException {
        if (waiters.isEmpty() && fits(moreBytes, moreRecords)) {
            add(moreBytes, moreRecords);
            return true;
        }
        if (!mayWait.getAsBoolean()) {
            return false;
        }
        Condition turn = lock.newCondition();
        waiters.addLast(turn);
        try {
            while (waiters.peekFirst() != turn || !fits(moreBytes, moreRecords)) {
                turn.await();
                if (!mayWait.getAsBoolean()) {
                    return false;
                }
            }
            add(moreBytes, moreRecords);
            return true;
        } finally {
            waiters.remove(turn);
            wakeFirst();
        }
    }

    /** Gives room back. Takes the lock itself. */
    void give(Charge charge) {
        give(charge.bytes(), charge.records());
    }

    void give(long lessBytes, long lessRecords) {
        lock.lock();
        try {
            bytes -= lessBytes;
            records -= lessRecords;
            assert bytes >= 0 && records >= 0 : "gave back more than was taken: " + this;
            wakeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Lets all who wait ask again whether they may. */
    void wakeAll() {
        lock.lock();
        try {
            waiters.forEach(Condition::signalAll);
        } finally {
            lock.unlock();
        }
    }

    /** How many threads are held back now. */
    int waiting() {
        lock.lock();
        try {
            return waiters.size();
        } finally {
            lock.unlock();
        }
    }

    /** For people: so much of the room, if that is more than half of it; else null. */
    @Nullable
    String mostOf(long heldBytes, long heldRecords) {
        if (heldBytes > maxBytes / 2) {
            return heldBytes + " of the " + maxBytes + " bytes that it may hold by "
                    + ReceiverKeys.MAX_BUFFERED_BYTES.name();
        }
        return heldRecords > maxRecords / 2
                ? heldRecords + " of the " + maxRecords + " records of unknown size that it may hold by "
                        + ReceiverKeys.MAX_BUFFERED_RECORDS.name()
                : null;
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(long moreBytes, long moreRecords) {
        return bytes + moreBytes <= maxBytes && records + moreRecords <= maxRecords;
    }

    private void add(long moreBytes, long moreRecords) {
        bytes += moreBytes;
        records += moreRecords;
    }

    private void wakeFirst() {
        Condition first = waiters.peekFirst();
        if (first != null) {
            first.signalAll();
        }
    }

    @Override
    public String toString() {
        return bytes + " of " + maxBytes + " bytes, " + records + " of " + maxRecords + " records of unknown size";
    }
}
