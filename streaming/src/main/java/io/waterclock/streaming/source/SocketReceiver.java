// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import io.waterclock.function.Function;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.receiver.Receiver;
import java.io.InputStream;

/** Records that a function of the user's decodes from a connection. */
public final class SocketReceiver<T> extends Receiver<T> {
    private static final long serialVersionUID = 1L;

    public SocketReceiver(
            String host, int port, Function<InputStream, Iterable<T>> decoder, StorageLevel storageLevel) {
        super(storageLevel);
    }

    @Override
    public void onStart() {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void onStop() {}
}
