// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a codec reads from; a method for each of {@link RecordOutput}'s. What isn't there throws {@link
 * CorruptRecordsException}. Used by one thread.
 *
 * <p>Inside: one block, read and checked as a whole before any of it is believed. Exactly the stream's bytes are taken, so streams may
 * follow one another.
 */
public final class RecordInput {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final InputStream in;
    private final InputTypes types;
    private final CRC32C crc = new CRC32C();
    private final byte[] blockHeader = new byte[Format.BLOCK_HEADER_BYTES];
    private final byte[] ordinal = new byte[Integer.BYTES];
    private byte[] buffer = {};
    private int position;
    private int limit;
    private int blocks;
    /** Where the buffer starts in the stream. */
    private long bufferOffset;

    private boolean headerRead;
    private boolean ended;
    private long records = -1;
    private int depth;

    RecordInput(InputStream in, InputTypes types) {
        this.in = in;
        this.types = types;
    }

    public boolean readBoolean() throws IOException {
        int value = readByte();
        if (value != 0 && value != 1) {
            throw corrupt("a truth value is " + value);
        }
        return value == 1;
    }

    /** From −128 to 127. */
    public byte readByte() throws IOException {
        require(1);
        return buffer[position++];
    }

    public short readShort() throws IOException {
        int value = readInt();
        if (value != (short) value) {
            throw corrupt("a short is " + value);
        }
        return (short) value;
    }

    public char readChar() throws IOException {
        int value = readLength();
        if (value > Character.MAX_VALUE) {
            throw corrupt("a char is " + value);
        }
        return (char) value;
    }

    public int readInt() throws IOException {
        long value = readVarint();
        if (value >>> 32 != 0) {
            throw corrupt("an int has more than 32 bits");
        }
        return (int) (value >>> 1) ^ -(int) (value & 1);
    }

    public long readLong() throws IOException {
        long value = readVarint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** Never negative. */
    public int readLength() throws IOException {
        long value = readVarint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw corrupt("a length is " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    public int readFixedInt() throws IOException {
        require(Integer.BYTES);
        int value = (int) INT.get(buffer, position);
        position += Integer.BYTES;
        return value;
    }

    public long readFixedLong() throws IOException {
        require(Long.BYTES);
        long value = (long) LONG.get(buffer, position);
        position += Long.BYTES;
        return value;
    }

    public float readFloat() throws IOException {
        return Float.intBitsToFloat(readFixedInt());
    }

    public double readDouble() throws IOException {
        return Double.longBitsToDouble(readFixedLong());
    }

    public String readString() throws IOException {
        long head = readVarint();
        long chars = head >>> 1;
        if (chars > Integer.MAX_VALUE) {
            throw corrupt("a string has " + chars + " chars");
        }
        int length = (int) chars;
        if ((head & 1) != 0) {
            return readWideString(length);
        }
        if (length <= limit - position) {
            String value = new String(buffer, position, length, StandardCharsets.ISO_8859_1);
            position += length;
            return value;
        }
        return new String(readRaw(length), StandardCharsets.ISO_8859_1);
    }

    private String readWideString(int length) throws IOException {
        char[] chars = new char[Math.min(length, Format.UNIT_BYTES)];
        for (int i = 0; i < length; i++) {
            if (i == chars.length) {
                chars = Arrays.copyOf(chars, grown(i, length));
            }
            require(2);
            chars[i] = (char) ((buffer[position] & 0xFF) | (buffer[position + 1] & 0xFF) << 8);
            position += 2;
        }
        return new String(chars);
    }

    public byte[] readBytes() throws IOException {
        return readRaw(readLength());
    }

    /** So many bytes. */
    public byte[] readRaw(int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, Format.BLOCK_BYTES)];
        int at = 0;
        while (at < length) {
            if (at == bytes.length) {
                bytes = Arrays.copyOf(bytes, grown(at, length));
            }
            require(1);
            int n = Math.min(bytes.length - at, limit - position);
            System.arraycopy(buffer, position, bytes, at, n);
            position += n;
            at += n;
        }
        return bytes;
    }

    /** As many as there may be by now, given what has come. */
    static int grown(int have, int length) {
        return (int) Math.min(length, 2L * have);
    }

    /** What {@link RecordOutput#write} wrote. */
    public @Nullable Object read() throws IOException {
        int tag = readTag();
        switch (tag) {
            case Format.NULL:
                return null;
            case Format.STRING:
                return readString();
            case Format.INT:
                return readInt();
            case Format.LONG:
                return readLong();
            case Format.DOUBLE:
                return readDouble();
            default:
                return readNested(tag);
        }
    }

    private Object readNested(int tag) throws IOException {
        if (++depth > Format.DEPTH) {
            throw corrupt("values are nested deeper than " + Format.DEPTH + " levels");
        }
        Object value = types.read(tag, this);
        depth--;
        return value;
    }

    /** With the definitions before it. */
    private int readTag() throws IOException {
        require(1);
        int tag = buffer[position];
        if (tag >= 0 && tag != Format.DEFINE) {
            position++;
            return tag;
        }
        tag = readLength();
        while (tag == Format.DEFINE) {
            types.define(this);
            tag = readLength();
        }
        return tag;
    }

    private long readVarint() throws IOException {
        require(1);
        byte first = buffer[position];
        if (first >= 0) {
            position++;
            return first;
        }
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            require(1);
            byte next = buffer[position++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                return value;
            }
        }
        throw corrupt("a number has more than 64 bits");
    }

    /** Makes sure of some bytes that are never cut. */
    private void require(int bytes) throws IOException {
        if (limit - position >= bytes) {
            return;
        }
        if (position == limit && nextBlock() && limit >= bytes) {
            return;
        }
        throw ended
                ? corrupt("the stream ends inside a record")
                : corrupt("a value of " + bytes + " bytes is cut by the end of a block");
    }

    /** Whether there is another byte of a record. */
    boolean hasMore() throws IOException {
        return position < limit || nextBlock();
    }

    private boolean nextBlock() throws IOException {
        if (ended) {
            return false;
        }
        readHeader();
        bufferOffset += limit;
        position = 0;
        limit = 0;
        readFully(blockHeader, blockHeader.length);
        int length = (int) INT.get(blockHeader, 0);
        if (length < 0 || length > Format.BLOCK_BYTES) {
            throw corrupt("a block says that it has " + Integer.toUnsignedString(length) + " bytes");
        }
        int content = length == 0 ? Long.BYTES : length;
        if (buffer.length < content) {
            buffer = new byte[content];
        }
        readFully(buffer, content);
        crc.reset();
        INT.set(ordinal, 0, blocks);
        crc.update(ordinal, 0, ordinal.length);
        crc.update(buffer, 0, content);
        if ((int) crc.getValue() != (int) INT.get(blockHeader, Integer.BYTES)) {
            throw corrupt("the checksum of block " + blocks + " doesn't fit its bytes");
        }
        blocks++;
        bufferOffset += blockHeader.length;
        if (length == 0) {
            ended = true;
            records = (long) LONG.get(buffer, 0);
            return false;
        }
        limit = length;
        return true;
    }

    private void readHeader() throws IOException {
        if (headerRead) {
            return;
        }
        byte[] header = new byte[Format.HEADER_BYTES];
        readFully(header, header.length);
        if (header[0] != 'W' || header[1] != 'C' || header[2] != 'R' || header[3] != 'S') {
            throw new CorruptRecordsException(
                    "This is no stream of records: it begins with the bytes " + hex(header) + ", not with 57 43 52 53");
        }
        if (header[4] != Format.VERSION) {
            throw new CorruptRecordsException(
                    "The stream is of version " + header[4] + ", and this release reads version " + Format.VERSION
                            + ". Read it with the release that wrote it, or a later one");
        }
        char mode = types.mode() == RecordWriter.Mode.DURABLE ? 'D' : 'P';
        if (header[5] != mode || header[6] != 0 || header[7] != 0) {
            throw new CorruptRecordsException("The stream is of mode "
                    + hex(header).substring(15) + ", and mode " + hex(new byte[] {(byte) mode}) + " (" + types.mode()
                    + ") was to be read. Private streams are read by the process that wrote them alone");
        }
        headerRead = true;
        bufferOffset = header.length;
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    private void readFully(byte[] bytes, int length) throws IOException {
        int n = in.readNBytes(bytes, 0, length);
        if (n < length) {
            throw corrupt("it is cut off " + (bufferOffset + n == 0 ? "before its first byte" : "there"));
        }
    }

    /** Once {@link #hasMore} is false: how many records were written. */
    long records() {
        return records;
    }

    CorruptRecordsException corrupt(String what) {
        return corrupt(what, null);
    }

    CorruptRecordsException corrupt(String what, @Nullable Throwable cause) {
        return new CorruptRecordsException(
                "The stream of records is damaged at byte " + (bufferOffset + position) + ": " + what, cause);
    }
}
