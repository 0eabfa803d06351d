// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.file.IoErrors;
import io.waterclock.source.ChunkReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;

/**
 * The lines of a split of a file: those that start at a byte from {@code start} up to {@code end}, each read to its end
 * wherever that is. A line ends with LF, CR or CRLF, or with the file. A byte order mark at the start of the file is left out.
 *
 * <p>Where a line starts is decided by the byte before and the one at a place, so a reader looks at one byte before its
 * split: LF there means that a line starts with the split; CR too, unless LF follows. Otherwise the first line start is behind
 * the next line end. So each line belongs to exactly one split, whatever the cut goes through: a CRLF, a character, a mark.
 *
 * <p>In the buffer, {@code [position..limit)} is read and not yet given, and {@code [position..scanned)} has no line end
 * that can be told already (a CR at the limit can't: LF may follow). The buffer grows with the longest line, up to a limit.
 */
final class LineReader extends ChunkReader {
    private static final System.Logger LOG = System.getLogger(LineReader.class.getName());
    private static final int MARK_BYTES = 3;

    private final Input input;
    private final long start;
    private final long end;
    private final int maxLineBytes;

    private byte[] buffer;
    private long bufferOffset;
    private int position;
    private int scanned;
    private int limit;
    private boolean begun;
    /** The line at the start of the file is still to come; it starts at byte 0 even when a mark is left out. */
    private boolean firstLine;

    private boolean endOfFile;

    /**
     * What is read, and how an error names it.
     *
     * @param stream stands at the byte before the split, or at 0
     * @param of appended to an offset: "" or that it counts uncompressed bytes
     */
    record Input(InputStream stream, String file, String of) {}

    LineReader(Input input, long start, long end, int bufferBytes, int maxLineBytes) {
        this.input = input;
        this.start = start;
        this.end = end;
        this.maxLineBytes = maxLineBytes;
        this.buffer = new byte[bufferBytes];
        this.bufferOffset = Math.max(0, start - 1);
        this.array = new Object[0];
    }

    @Override
    public boolean next(int max) {
        int wanted = Math.min(max, CHUNK);
        if (array.length < wanted) {
            array = new Object[wanted];
        }
        if (!begun) {
            begun = true;
            toFirstLine();
        }
        from = 0;
        to = 0;
        int count = 0;
        while (count < wanted && nextIsMine()) {
            int lineEnd = ByteScan.indexOfLineEnd(buffer, scanned, limit);
            if (lineEnd < 0 ? !endOfFile : isCutCr(lineEnd)) {
                scanned = lineEnd < 0 ? limit : lineEnd;
                fill();
                continue;
            }
            if (lineEnd < 0) {
                if (position == limit) {
                    break;
                }
                lineEnd = limit;
            }
            checkLength(lineEnd - position);
            array[count++] = LineChunks.decode(buffer, position, lineEnd);
            position = afterLineEnd(lineEnd);
            scanned = position;
            firstLine = false;
        }
        to = count;
        return count > 0;
    }

    private boolean nextIsMine() {
        return bufferOffset + position < end || firstLine;
    }

    private void toFirstLine() {
        if (start >= end) {
            return;
        }
        if (start > 0) {
            skipForeignLine();
        } else {
            firstLine = true;
            skipMark();
        }
    }

    private void skipForeignLine() {
        while (true) {
            int lineEnd = ByteScan.indexOfLineEnd(buffer, scanned, limit);
            if (lineEnd >= 0 && !isCutCr(lineEnd)) {
                position = afterLineEnd(lineEnd);
                scanned = position;
                return;
            }
            position = lineEnd < 0 ? limit : lineEnd;
            scanned = position;
            // Without a line end up to here, no line starts before this byte.
            if (endOfFile || bufferOffset + position >= end) {
                return;
            }
            fill();
        }
    }

    private void skipMark() {
        while (limit < MARK_BYTES && !endOfFile) {
            fill();
        }
        if (limit >= MARK_BYTES && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
            position = MARK_BYTES;
            scanned = MARK_BYTES;
        }
    }

    /** Whether it is a CR of which can't be told yet whether an LF belongs to it. */
    private boolean isCutCr(int lineEnd) {
        return buffer[lineEnd] == '\r' && lineEnd + 1 == limit && !endOfFile;
    }

    private int afterLineEnd(int lineEnd) {
        if (lineEnd == limit) {
            return limit;
        }
        boolean crLf = buffer[lineEnd] == '\r' && lineEnd + 1 < limit && buffer[lineEnd + 1] == '\n';
        return lineEnd + (crLf ? 2 : 1);
    }

    /** Reads some more behind the limit, or finds that there is no more. */
    private void fill() {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            bufferOffset += position;
            scanned -= position;
            limit -= position;
            position = 0;
        }
        checkLength(scanned);
        if (limit == buffer.length) {
            buffer = java.util.Arrays.copyOf(buffer, grown(buffer.length));
        }
        int n;
        try {
            n = input.stream.read(buffer, limit, Math.min(buffer.length - limit, Limits.READ_BYTES));
        } catch (IOException e) {
            long at = bufferOffset + limit;
            throw new WaterclockException(
                    ErrorCode.INPUT_FAILED,
                    "Reading " + input.file + " failed at byte " + at + input.of + ": " + IoErrors.reason(e),
                    e);
        }
        if (n >= 0) {
            limit += n;
            return;
        }
        endOfFile = true;
        long length = bufferOffset + limit;
        if (length < end && end != Long.MAX_VALUE) {
            LOG.log(
                    Level.WARNING,
                    "{0} became shorter after it was listed: it has no byte {1} any more, and lines were to be read up to byte {2}. "
                            + "What was cut off is missing from the result",
                    input.file,
                    Long.toString(length),
                    Long.toString(end));
        }
    }

    /** Room for the longest line and its CRLF, and no more. */
    private int grown(int length) {
        return (int) Math.max(length + 1L, Math.min(2L * length, maxLineBytes + 2L));
    }

    private void checkLength(int lineBytes) {
        if (lineBytes > maxLineBytes) {
            throw new WaterclockException(
                    ErrorCode.INPUT_FAILED,
                    "The line of " + input.file + " that starts at byte " + (bufferOffset + position) + input.of
                            + " is longer than " + maxLineBytes
                            + " bytes, the most that a line may have. Is this a text file, with LF, CR or CRLF between its lines?");
        }
    }

    @Override
    public void close() throws IOException {
        input.stream.close();
    }
}
