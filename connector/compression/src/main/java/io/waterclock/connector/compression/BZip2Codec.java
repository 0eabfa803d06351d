// SPDX-License-Identifier: Apache-2.0
package io.waterclock.connector.compression;

import io.waterclock.compress.CompressionCodec;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** bzip2, {@code .bz2}; files are not split. */
public final class BZip2Codec implements CompressionCodec {
    @Override
    public String name() {
        return "bzip2";
    }

    @Override
    public String getDefaultExtension() {
        return ".bz2";
    }

    @Override
    public InputStream createInputStream(InputStream in) throws IOException {
        return new BZip2CompressorInputStream(new BufferedInputStream(in), true);
    }

    @Override
    public OutputStream createOutputStream(OutputStream out) throws IOException {
        return new BZip2CompressorOutputStream(new BufferedOutputStream(out));
    }
}
