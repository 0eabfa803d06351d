// SPDX-License-Identifier: Apache-2.0
package io.waterclock.connector.compression;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The form that Hadoop gives to Snappy and LZ4 files, and so Spark: blocks, each the number of bytes that are in it uncompressed, then pieces
 * until there are so many, each with the number of its compressed bytes (32 bits, big-endian). There is no checksum.
 */
final class BlockStreams {
    /** Uncompressed bytes in a block that is written: a quarter of what Hadoop's readers have room for by default. */
    static final int BLOCK_BYTES = 64 << 10;

    /** Bytes that a piece may have, at most: it is in memory as a whole. */
    private static final int MOST_BYTES = 64 << 20;

    private BlockStreams() {}

    /** Compresses a block, and undoes it. */
    interface Block {
        InputStream uncompress(byte[] block) throws IOException;

        byte[] compress(byte[] bytes, int length) throws IOException;
    }

    /** Opens the frame format. */
    interface Framed {
        InputStream open(InputStream in) throws IOException;
    }

    /** The frame format when the stream begins as that does, else Hadoop's. */
    static InputStream open(InputStream in, byte[] frame, Framed framed, Block block) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BLOCK_BYTES);
        buffered.mark(frame.length);
        byte[] start = buffered.readNBytes(frame.length);
        buffered.reset();
        return Arrays.equals(start, frame) ? framed.open(buffered) : new Reader(new DataInputStream(buffered), block);
    }

    static OutputStream create(OutputStream out, Block block) {
        return new Writer(new DataOutputStream(out), block);
    }

    private static final class Reader extends InputStream {
        private final DataInputStream in;
        private final Block block;
        private InputStream piece = InputStream.nullInputStream();
        /** Bytes of the block that are still to come. */
        private int left;

        Reader(DataInputStream in, Block block) {
            this.in = in;
            this.block = block;
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
            while (true) {
                int n = uncompressed(bytes, offset, length);
                if (n > 0) {
                    left -= n;
                    return n;
                }
                if (left == 0 && !nextBlock()) {
                    return -1;
                }
                if (left > 0) {
                    nextPiece();
                }
            }
        }

        private int uncompressed(byte[] bytes, int offset, int length) throws IOException {
            try {
                int n = piece.read(bytes, offset, Math.min(length, Math.max(1, left)));
                if (n > left) {
                    throw new IOException("a block has more bytes than it says");
                }
                return n;
            } catch (RuntimeException e) {
                // What the library does about some damaged blocks.
                throw new IOException("a compressed block is damaged: " + e, e);
            }
        }

        private boolean nextBlock() throws IOException {
            int first = in.read();
            if (first < 0) {
                return false;
            }
            try {
                left = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
            } catch (EOFException e) {
                throw new IOException("the compressed file is cut off inside the length of a block", e);
            }
            if (left < 0) {
                throw new IOException("a block says that it has " + Integer.toUnsignedString(left)
                        + " bytes; is the file compressed in Hadoop's form, or the frame format?");
            }
            return true;
        }

        private void nextPiece() throws IOException {
            try {
                int length = in.readInt();
                if (length < 0 || length > MOST_BYTES) {
                    throw new IOException("a piece of a block says that it has " + Integer.toUnsignedString(length)
                            + " bytes; is the file compressed in Hadoop's form, or the frame format?");
                }
                byte[] bytes = in.readNBytes(length);
                if (bytes.length < length) {
                    throw new EOFException();
                }
                piece = block.uncompress(bytes);
            } catch (EOFException e) {
                throw new IOException("the compressed file is cut off inside a block", e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static final class Writer extends OutputStream {
        private final DataOutputStream out;
        private final Block block;
        private final byte[] buffer = new byte[BLOCK_BYTES];
        private int count;

        Writer(DataOutputStream out, Block block) {
            this.out = out;
            this.block = block;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                int n = Math.min(end - at, buffer.length - count);
                System.arraycopy(bytes, at, buffer, count, n);
                at += n;
                count += n;
                if (count == buffer.length) {
                    writeBlock();
                }
            }
        }

        private void writeBlock() throws IOException {
            if (count > 0) {
                byte[] compressed = block.compress(buffer, count);
                out.writeInt(count);
                out.writeInt(compressed.length);
                out.write(compressed);
                count = 0;
            }
        }

        @Override
        public void close() throws IOException {
            try (out) {
                writeBlock();
            }
        }
    }
}
