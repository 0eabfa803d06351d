// SPDX-License-Identifier: Apache-2.0
package io.waterclock.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** RFC 1952, {@code .gz}. */
public final class GzipCodec implements CompressionCodec {
    private static final int BUFFER_BYTES = 16 << 10;

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public String getDefaultExtension() {
        return ".gz";
    }

    @Override
    public InputStream createInputStream(InputStream in) {
        return new InflatedStream(in, true);
    }

    @Override
    public OutputStream createOutputStream(OutputStream out) throws IOException {
        return new GZIPOutputStream(out, BUFFER_BYTES);
    }
}
