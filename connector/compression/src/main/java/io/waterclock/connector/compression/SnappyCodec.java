// SPDX-License-Identifier: Apache-2.0
package io.waterclock.connector.compression;

import io.waterclock.compress.CompressionCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.snappy.FramedSnappyCompressorInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorOutputStream;

/** Snappy, {@code .snappy}: read in Hadoop's form and in the frame format, written in Hadoop's form. */
public final class SnappyCodec implements CompressionCodec, BlockStreams.Block {
    private static final byte[] FRAME = {(byte) 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};

    @Override
    public String name() {
        return "snappy";
    }

    @Override
    public String getDefaultExtension() {
        return ".snappy";
    }

    @Override
    public InputStream createInputStream(InputStream in) throws IOException {
        return BlockStreams.open(in, FRAME, FramedSnappyCompressorInputStream::new, this);
    }

    @Override
    public OutputStream createOutputStream(OutputStream out) {
        return BlockStreams.create(out, this);
    }

    @Override
    public InputStream uncompress(byte[] block) throws IOException {
        return new SnappyCompressorInputStream(new ByteArrayInputStream(block));
    }

    @Override
    public byte[] compress(byte[] bytes, int length) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream(length / 2 + 16);
        try (SnappyCompressorOutputStream out = new SnappyCompressorOutputStream(block, length)) {
            out.write(bytes, 0, length);
        }
        return block.toByteArray();
    }
}
