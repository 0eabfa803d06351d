// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Bytes of text as they come in, cut into blocks at line ends. One thread reads into it; cuts come from others.
 *
 * <p>The reader fills {@code array} from {@code end} on, outside any lock, and then makes known, under the lock, up to where
 * there are whole lines. A block is a window {@code [start, lineEnd)} of the array, which nobody writes to again, so
 * cutting copies nothing and takes as long for a megabyte as for a line. When the array is full, the unfinished
 * line moves to the next one; that is all that is ever copied.
 *
 * <p>Room is taken for a whole array before it is read into, so a full buffer stops the reading, and the sender is held back by TCP.
 * A block carries its own bytes of it away; what no block carries goes back with the array.
 */
final class LineBuffer {
    /** Fewer and it's a lock and a block more per megabyte; more and the array is "humongous" to G1 at small heaps. */
    static final int CHUNK_BYTES = 256 * 1024;

    private final BlockGenerator generator;
    private final StoreBudget budget;
    private final String origin;
    private final int chunkBytes;
    private final int maxLineBytes;

    // Of the reading thread alone.
    private int end;
    private int seenLineEnd;
    private boolean notAscii;

    // Guarded by budget.lock; the reading thread, the only one that changes array and lineEnd, reads them without.
    private byte[] array = new byte[0];
    private int start;
    private int lineEnd;
    private long lines;
    private long malformed;
    private long charged;
    private boolean retired;

    LineBuffer(BlockGenerator generator, StoreBudget budget, String origin, long maxLineBytes) {
        this.generator = generator;
        this.budget = budget;
        this.origin = origin;
        // A line may take half of the budget at most: the other half is what any other store may ask for.
        this.maxLineBytes = (int) Math.min(Math.min(maxLineBytes, budget.maxBytesOfStore() - 1), 1 << 30);
        this.chunkBytes = (int) Math.min(CHUNK_BYTES, budget.maxBytesOfStore());
    }

    /**
     * Reads once, what there is. Waits for room, then for the sender.
     *
     * @return false at the end of the stream
     */
    boolean readFrom(InputStream in) throws IOException {
        if (end == array.length) {
            nextArray();
        }
        int n = in.read(array, end, array.length - end);
        if (n < 0) {
            return false;
        }
        received(n);
        return true;
    }

    private void received(int n) {
        int from = end;
        end += n;
        int counted = Utf8.newlines(array, from, end);
        int newlines = counted < 0 ? ~counted : counted;
        notAscii |= counted < 0;
        if (newlines > 0) {
            publish(Utf8.lastNewline(array, from, end) + 1, newlines);
            notAscii = counted < 0;
        }
        if (end - seenLineEnd > maxLineBytes) {
            throw tooLong();
        }
    }

    /** The end of the stream: a last line without an end is a line. */
    void finish() {
        if (end > seenLineEnd) {
            publish(end, 1);
        }
    }

    private void publish(int newLineEnd, int newLines) {
        long bad = notAscii ? Utf8.malformed(array, seenLineEnd, newLineEnd) : 0;
        seenLineEnd = newLineEnd;
        budget.lock.lock();
        try {
            if (!retired) {
                lineEnd = newLineEnd;
                lines += newLines;
                malformed += bad;
            }
        } finally {
            budget.lock.unlock();
        }
    }

    /** Makes room behind an unfinished line: in a new array, larger when the line takes more than half of one. */
    private void nextArray() {
        int tail = end - seenLineEnd;
        int size = (int) Math.max(chunkBytes, Math.min(2L * tail, maxLineBytes + 1L));
        byte[] next;
        budget.lock.lock();
        try {
            cutWholeLines();
            long more = size - charged;
            if (more > 0) {
                generator.admit(more, 0);
            } else {
                budget.give(-more, 0);
            }
            charged = size;
            next = new byte[size];
            System.arraycopy(array, seenLineEnd, next, 0, tail);
            array = next;
            start = 0;
            lineEnd = 0;
        } finally {
            budget.lock.unlock();
        }
        seenLineEnd = 0;
        end = tail;
    }

    /** Closes the whole lines that have come since the last block; called with the lock. */
    void cutWholeLines() {
        if (lineEnd > start) {
            int bytes = lineEnd - start;
            generator.addClosed(new TextBlock(array, start, lineEnd, lines), Charge.ofBytes(bytes), malformed);
            charged -= bytes;
            start = lineEnd;
            lines = 0;
            malformed = 0;
        }
    }

    /** Called with the lock. */
    boolean hasWholeLines() {
        return lineEnd > start;
    }

    /** Closes what is whole, and gives back the room of what isn't; nothing is added after that. Called with the lock. */
    void retire() {
        if (!retired) {
            retired = true;
            cutWholeLines();
            budget.give(charged, 0);
            charged = 0;
        }
    }

    private WaterclockException tooLong() {
        return new WaterclockException(
                ErrorCode.STORE_REFUSED,
                String.format(
                        Locale.ROOT,
                        "%s has sent %,d bytes without a newline; a line must not be longer than %,d bytes. Raise %s (half of"
                                + " the receiver's share of %s is the most), or read the stream with a decoder of your"
                                + " own (socketStream)",
                        origin,
                        end - seenLineEnd,
                        maxLineBytes,
                        ReceiverKeys.MAX_LINE_BYTES.name(),
                        ReceiverKeys.MAX_BUFFERED_BYTES.name()));
    }
}
