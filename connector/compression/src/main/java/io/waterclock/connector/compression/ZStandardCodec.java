// SPDX-License-Identifier: Apache-2.0
package io.waterclock.connector.compression;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.waterclock.compress.CompressionCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Zstandard, {@code .zst}; needs {@code com.github.luben:zstd-jni} on the class path, and from JDK 24 on the flag {@code
 * --enable-native-access=ALL-UNNAMED}, since that is native code.
 */
public final class ZStandardCodec implements CompressionCodec {
    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public String getDefaultExtension() {
        return ".zst";
    }

    @Override
    public InputStream createInputStream(InputStream in) throws IOException {
        try {
            return new ZstdInputStream(in);
        } catch (LinkageError | IllegalCallerException e) {
            throw missing(e);
        }
    }

    @Override
    public OutputStream createOutputStream(OutputStream out) throws IOException {
        try {
            return new ZstdOutputStream(out);
        } catch (LinkageError | IllegalCallerException e) {
            throw missing(e);
        }
    }

    private static IOException missing(Throwable e) {
        return new IOException(
                "Zstandard can't be loaded (" + e
                        + "). Add com.github.luben:zstd-jni to the class path; it is native code, so"
                        + " JDK 24 and newer also want --enable-native-access=ALL-UNNAMED",
                e);
    }
}
