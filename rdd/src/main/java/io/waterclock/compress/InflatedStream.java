// SPDX-License-Identifier: Apache-2.0
package io.waterclock.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * What gzip members or zlib streams hold, one after the other to the end of the file.
 *
 * <p>Not {@code GZIPInputStream}: that takes a damaged or cut header of a further member for the end of the file, and so
 * would lose lines in silence. Here everything up to the end of the file must be whole members, but for zero bytes that pad it.
 */
final class InflatedStream extends InputStream {
    private static final int INPUT_BYTES = 64 << 10;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xE0;

    private final InputStream in;
    private final boolean gzip;
    private final Inflater inflater;
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[INPUT_BYTES];
    private int position;
    private int limit;
    private long inputOffset;
    private boolean anyMember;
    private boolean insideMember;

    InflatedStream(InputStream in, boolean gzip) {
        this.in = in;
        this.gzip = gzip;
        this.inflater = new Inflater(gzip);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (insideMember || nextMember()) {
            int n = inflate(bytes, offset, length);
            if (n > 0) {
                crc.update(bytes, offset, n);
                return n;
            }
            if (inflater.finished()) {
                position = limit - inflater.getRemaining();
                if (gzip) {
                    checkTrailer();
                }
                insideMember = false;
            } else if (inflater.needsDictionary()) {
                throw new ZipException("it needs a preset dictionary, which this reader has not");
            } else if (!fill()) {
                throw cutOff();
            } else {
                inflater.setInput(input, position, limit - position);
            }
        }
        return -1;
    }

    private int inflate(byte[] bytes, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            position = limit - inflater.getRemaining();
            ZipException failure = damaged(e.getMessage() == null ? "what is compressed is invalid" : e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    /** Goes to the start of the next member's compressed bytes; false at the end of the file. */
    private boolean nextMember() throws IOException {
        if (position == limit && !fill()) {
            if (!anyMember) {
                throw cutOff();
            }
            return false;
        }
        if (gzip && !readHeader()) {
            return false;
        }
        inflater.reset();
        inflater.setInput(input, position, limit - position);
        crc.reset();
        anyMember = true;
        insideMember = true;
        return true;
    }

    private boolean readHeader() throws IOException {
        int first = next();
        if (first == 0 && anyMember) {
            skipPadding();
            return false;
        }
        if (first != 0x1F || next() != 0x8B) {
            throw damaged(anyMember ? "what follows the last member is no gzip member" : "it is not in gzip format");
        }
        if (next() != 8) {
            throw damaged("the method of compression is unknown");
        }
        int flags = next();
        if ((flags & FLAGS_RESERVED) != 0) {
            throw damaged("reserved flags are set");
        }
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
        return true;
    }

    private void skipPadding() throws IOException {
        while (position < limit || fill()) {
            if (input[position++] != 0) {
                throw damaged("what follows the last member is no gzip member");
            }
        }
    }

    private void checkTrailer() throws IOException {
        if (nextInt() != (int) crc.getValue()) {
            throw damaged("the checksum is wrong");
        }
        if (nextInt() != (int) inflater.getBytesWritten()) {
            throw damaged("the length is wrong");
        }
    }

    private int nextInt() throws IOException {
        return next() | next() << 8 | next() << 16 | next() << 24;
    }

    private void skip(int n) throws IOException {
        for (int i = 0; i < n; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // to the zero byte that ends it
        }
    }

    private int next() throws IOException {
        if (position == limit && !fill()) {
            throw cutOff();
        }
        return input[position++] & 0xFF;
    }

    private boolean fill() throws IOException {
        inputOffset += limit;
        position = 0;
        limit = 0;
        int n = in.read(input, 0, input.length);
        limit = Math.max(0, n);
        return n > 0;
    }

    private EOFException cutOff() {
        return new EOFException("the compressed file is cut off: it ends at byte " + (inputOffset + limit)
                + ", before the end of what was compressed");
    }

    private ZipException damaged(String what) {
        return new ZipException(
                "the compressed file is damaged at about byte " + (inputOffset + position) + ": " + what);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
