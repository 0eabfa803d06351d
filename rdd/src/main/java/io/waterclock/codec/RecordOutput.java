// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.Tuple2;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a codec writes to. Integers are short when they are small, whatever their sign. Used by one thread.
 *
 * <p>Inside: a buffer of one block, with room for the block's header in front. It is given to the stream when it is full; what
 * is written here in one call without a loop is never cut.
 */
public final class RecordOutput {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final OutputStream out;
    private final OutputTypes types;
    private final CRC32C crc = new CRC32C();
    private final byte[] ordinal = new byte[Integer.BYTES];
    private byte[] buffer = new byte[Format.FIRST_BUFFER_BYTES];
    private int position = Format.BLOCK_HEADER_BYTES;
    private int blocks;
    private long flushed = Format.HEADER_BYTES;
    private boolean headerWritten;
    private int depth;

    RecordOutput(OutputStream out, OutputTypes types) {
        this.out = out;
        this.types = types;
    }

    public void writeBoolean(boolean value) throws IOException {
        writeByte(value ? 1 : 0);
    }

    /** The lowest eight bits. */
    public void writeByte(int value) throws IOException {
        ensure(1);
        buffer[position++] = (byte) value;
    }

    public void writeShort(short value) throws IOException {
        writeInt(value);
    }

    public void writeChar(char value) throws IOException {
        writeLength(value);
    }

    /** One byte from −64 to 63, five at most. */
    public void writeInt(int value) throws IOException {
        writeVarint(((value << 1) ^ (value >> 31)) & 0xFFFF_FFFFL);
    }

    /** One byte from −64 to 63, ten at most. */
    public void writeLong(long value) throws IOException {
        writeVarint((value << 1) ^ (value >> 63));
    }

    /** A number that isn't negative: one byte up to 127, five at most. */
    public void writeLength(int value) throws IOException {
        if (value < 0) {
            throw new IllegalArgumentException("A length can't be negative: " + value);
        }
        writeVarint(value);
    }

    /** Four bytes, whatever the value. */
    public void writeFixedInt(int value) throws IOException {
        ensure(Integer.BYTES);
        INT.set(buffer, position, value);
        position += Integer.BYTES;
    }

    /** Eight bytes, whatever the value. */
    public void writeFixedLong(long value) throws IOException {
        ensure(Long.BYTES);
        LONG.set(buffer, position, value);
        position += Long.BYTES;
    }

    /** All its bits, those of a NaN too. */
    public void writeFloat(float value) throws IOException {
        writeFixedInt(Float.floatToRawIntBits(value));
    }

    /** All its bits, those of a NaN too. */
    public void writeDouble(double value) throws IOException {
        writeFixedLong(Double.doubleToRawLongBits(value));
    }

    /** Char by char, lone surrogates too; not null. */
    public void writeString(String value) throws IOException {
        int length = value.length();
        if (length > Format.UNIT_BYTES / 2) {
            writeLongString(value);
            return;
        }
        ensure(length + Format.VARINT_BYTES);
        int start = position;
        putVarint((long) length << 1);
        byte[] bytes = buffer;
        int at = position;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c > 0xFF) {
                position = start;
                writeWideString(value);
                return;
            }
            bytes[at + i] = (byte) c;
        }
        position = at + length;
    }

    private void writeWideString(String value) throws IOException {
        int length = value.length();
        ensure(2 * length + Format.VARINT_BYTES);
        putVarint(((long) length << 1) | 1);
        for (int i = 0; i < length; i++) {
            putChar(value.charAt(i));
        }
    }

    private void writeLongString(String value) throws IOException {
        int length = value.length();
        boolean wide = false;
        for (int i = 0; i < length && !wide; i++) {
            wide = value.charAt(i) > 0xFF;
        }
        writeVarint(((long) length << 1) | (wide ? 1 : 0));
        for (int i = 0; i < length; i++) {
            ensure(2);
            if (wide) {
                putChar(value.charAt(i));
            } else {
                buffer[position++] = (byte) value.charAt(i);
            }
        }
    }

    private void putChar(char c) {
        buffer[position++] = (byte) c;
        buffer[position++] = (byte) (c >>> 8);
    }

    /** The number of bytes, and the bytes. */
    public void writeBytes(byte[] bytes) throws IOException {
        writeLength(bytes.length);
        writeRaw(bytes, 0, bytes.length);
    }

    /** The bytes alone; the reader must know how many. */
    public void writeRaw(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        int at = from;
        int end = from + length;
        while (at < end) {
            ensure(1);
            int n = Math.min(end - at, buffer.length - position);
            System.arraycopy(bytes, at, buffer, position, n);
            position += n;
            at += n;
        }
    }

    /**
     * A value of any type that has a codec, or null, so that {@link RecordInput#read} gives one that is equal.
     *
     * @throws io.waterclock.WaterclockException with code CODEC_MISSING when a type in it has none
     */
    public void write(@Nullable Object value) throws IOException {
        if (value == null) {
            writeByte(Format.NULL);
            return;
        }
        Class<?> type = value.getClass();
        if (type == String.class) {
            writeByte(Format.STRING);
            writeString((String) value);
        } else if (type == Integer.class) {
            writeByte(Format.INT);
            writeInt((Integer) value);
        } else if (type == Long.class) {
            writeByte(Format.LONG);
            writeLong((Long) value);
        } else if (type == Double.class) {
            writeByte(Format.DOUBLE);
            writeDouble((Double) value);
        } else {
            writeNested(value, type);
        }
    }

    private void writeNested(Object value, Class<?> type) throws IOException {
        if (++depth > Format.DEPTH) {
            throw types.tooDeep(type);
        }
        if (type == Tuple2.class) {
            Tuple2<?, ?> pair = (Tuple2<?, ?>) value;
            writeByte(Format.TUPLE2);
            write(pair._1());
            write(pair._2());
        } else {
            types.write(value, type, this);
        }
        depth--;
    }

    void writeVarint(long value) throws IOException {
        ensure(Format.VARINT_BYTES);
        putVarint(value);
    }

    private void putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[position++] = (byte) rest;
    }

    private void ensure(int bytes) throws IOException {
        if (buffer.length - position < bytes) {
            makeRoom(bytes);
        }
    }

    private void makeRoom(int bytes) throws IOException {
        int most = Format.BLOCK_HEADER_BYTES + Format.BLOCK_BYTES;
        if (position + bytes > most) {
            flushBlock();
        }
        if (buffer.length - position < bytes) {
            buffer = java.util.Arrays.copyOf(buffer, Math.min(most, Math.max(2 * buffer.length, position + bytes)));
        }
    }

    private void flushBlock() throws IOException {
        int length = position - Format.BLOCK_HEADER_BYTES;
        if (length == 0) {
            return;
        }
        writeHeader();
        INT.set(buffer, 0, length);
        INT.set(buffer, Integer.BYTES, checksum(buffer, Format.BLOCK_HEADER_BYTES, length));
        out.write(buffer, 0, position);
        flushed += position;
        position = Format.BLOCK_HEADER_BYTES;
    }

    private int checksum(byte[] bytes, int from, int length) {
        crc.reset();
        INT.set(ordinal, 0, blocks++);
        crc.update(ordinal, 0, ordinal.length);
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private void writeHeader() throws IOException {
        if (headerWritten) {
            return;
        }
        headerWritten = true;
        byte mode = (byte) (types.mode() == RecordWriter.Mode.DURABLE ? 'D' : 'P');
        out.write(new byte[] {'W', 'C', 'R', 'S', Format.VERSION, mode, 0, 0});
    }

    /** Writes what is buffered, the empty block, and the number of records. */
    void finish(long records) throws IOException {
        flushBlock();
        writeHeader();
        byte[] end = new byte[Format.BLOCK_HEADER_BYTES + Long.BYTES];
        LONG.set(end, Format.BLOCK_HEADER_BYTES, records);
        INT.set(end, Integer.BYTES, checksum(end, Format.BLOCK_HEADER_BYTES, Long.BYTES));
        out.write(end);
        out.flush();
        flushed += end.length;
    }

    /** With what is still in the buffer. */
    long bytesWritten() {
        int buffered = position - Format.BLOCK_HEADER_BYTES;
        return flushed + (buffered == 0 ? 0 : position);
    }
}
