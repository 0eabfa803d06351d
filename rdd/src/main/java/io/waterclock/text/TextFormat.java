// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import io.waterclock.compress.CompressionCodec;
import io.waterclock.compress.CompressionCodecs;
import io.waterclock.file.PartFormat;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Part files of lines, in UTF-8, compressed or not. */
public final class TextFormat implements PartFormat {
    private static final long serialVersionUID = 1L;

    private final @Nullable Class<? extends CompressionCodec> codec;
    private final String extension;

    /** @param codec null for none */
    public TextFormat(@Nullable CompressionCodec codec) {
        this.codec = codec == null ? null : codec.getClass();
        this.extension = codec == null ? "" : codec.getDefaultExtension();
    }

    @Override
    public String extension() {
        return extension;
    }

    @Override
    public Sink open(OutputStream out) throws IOException {
        return new LineSink(
                codec == null
                        ? out
                        : CompressionCodecs.of("saveAsTextFile", codec).createOutputStream(out));
    }
}
