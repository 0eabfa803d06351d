// SPDX-License-Identifier: Apache-2.0
package io.waterclock.connector.compression;

import io.waterclock.compress.CompressionCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/** LZ4, {@code .lz4}: read in Hadoop's form and in the frame format (which the {@code lz4} command writes), written in Hadoop's form. */
public final class Lz4Codec implements CompressionCodec, BlockStreams.Block {
    private static final byte[] FRAME = {4, 0x22, 0x4D, 0x18};

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public String getDefaultExtension() {
        return ".lz4";
    }

    @Override
    public InputStream createInputStream(InputStream in) throws IOException {
        return BlockStreams.open(in, FRAME, framed -> new FramedLZ4CompressorInputStream(framed, true), this);
    }

    @Override
    public OutputStream createOutputStream(OutputStream out) {
        return BlockStreams.create(out, this);
    }

    @Override
    public InputStream uncompress(byte[] block) throws IOException {
        return new BlockLZ4CompressorInputStream(new ByteArrayInputStream(block));
    }

    @Override
    public byte[] compress(byte[] bytes, int length) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream(length / 2 + 16);
        try (BlockLZ4CompressorOutputStream out = new BlockLZ4CompressorOutputStream(block)) {
            out.write(bytes, 0, length);
        }
        return block.toByteArray();
    }
}
