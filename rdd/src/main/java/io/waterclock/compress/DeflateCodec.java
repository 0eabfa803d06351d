// SPDX-License-Identifier: Apache-2.0
package io.waterclock.compress;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;

/** RFC 1950, {@code .deflate}. */
public final class DeflateCodec implements CompressionCodec {
    @Override
    public String name() {
        return "deflate";
    }

    @Override
    public String getDefaultExtension() {
        return ".deflate";
    }

    @Override
    public InputStream createInputStream(InputStream in) {
        return new InflatedStream(in, false);
    }

    @Override
    public OutputStream createOutputStream(OutputStream out) {
        return new DeflaterOutputStream(out);
    }
}
