// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.receiver.Receiver;

/** Lines of UTF-8 text from a connection. */
public final class SocketTextReceiver extends Receiver<String> {
    private static final long serialVersionUID = 1L;

    public SocketTextReceiver(String host, int port, StorageLevel storageLevel) {
        super(storageLevel);
    }

    @Override
    public void onStart() {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void onStop() {}
}
