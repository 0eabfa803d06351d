// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads buffers, each up to its limit, one after the other. */
final class PiecesInput extends InputStream {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final List<ByteBuffer> pieces;
    private int next;
    private ByteBuffer at = EMPTY;

    PiecesInput(List<ByteBuffer> pieces) {
        this.pieces = pieces;
    }

    private boolean more() {
        while (!at.hasRemaining()) {
            if (next == pieces.size()) {
                return false;
            }
            at = pieces.get(next++).duplicate().rewind();
        }
        return true;
    }

    @Override
    public int read() {
        return more() ? at.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int count) {
        if (count == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int n = Math.min(count, at.remaining());
        at.get(bytes, from, n);
        return n;
    }
}
