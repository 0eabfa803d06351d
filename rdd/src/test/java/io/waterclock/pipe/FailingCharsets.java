// SPDX-License-Identifier: Apache-2.0
package io.waterclock.pipe;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.charset.spi.CharsetProvider;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** UTF-8 until the machine runs out of memory, which it does at once. */
public final class FailingCharsets extends CharsetProvider {
    static final String WRITING = "x-waterclock-failing-at-writing";
    static final String READING = "x-waterclock-failing-at-reading";

    private static final class Failing extends Charset {
        Failing(String name) {
            super(name, null);
        }

        @Override
        public boolean contains(Charset other) {
            return other == this;
        }

        @Override
        public CharsetDecoder newDecoder() {
            return name().equals(WRITING)
                    ? StandardCharsets.UTF_8.newDecoder()
                    : new CharsetDecoder(this, 1, 1) {
                        @Override
                        protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
                            throw new OutOfMemoryError(charset().name());
                        }
                    };
        }

        @Override
        public CharsetEncoder newEncoder() {
            return name().equals(READING)
                    ? StandardCharsets.UTF_8.newEncoder()
                    : new CharsetEncoder(this, 1, 1) {
                        @Override
                        protected CoderResult encodeLoop(CharBuffer in, ByteBuffer out) {
                            throw new OutOfMemoryError(charset().name());
                        }
                    };
        }
    }

    @Override
    public Iterator<Charset> charsets() {
        return List.<Charset>of(new Failing(WRITING), new Failing(READING)).iterator();
    }

    @Override
    public @Nullable Charset charsetForName(String name) {
        return name.equals(WRITING) || name.equals(READING) ? new Failing(name) : null;
    }
}
