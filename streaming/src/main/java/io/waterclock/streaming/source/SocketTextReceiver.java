// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.receiver.TextReceiver;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 text from a TCP server, to which it connects as a client.
 *
 * <p>What was received is kept as bytes until a task reads it. When the receiver's buffer is full it reads no further, and TCP holds
 * the server back. When there is no server, or it ends the connection, the receiver says so and tries again, for ever by
 * default, with growing pauses. A line is bounded by {@code waterclock.streaming.receiver.maxLineBytes}: a server that sends
 * more without a newline is hung up on, and what came of that line is dropped.
 */
public final class SocketTextReceiver extends TextReceiver {
    private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;
    private transient volatile @Nullable SocketClient client;

    /**
     * @throws IllegalArgumentException when the port isn't from 1 to 65535, or the host is blank
     */
    public SocketTextReceiver(String host, int port, StorageLevel storageLevel) {
        super(storageLevel);
        SocketClient.check("socketTextStream", host, port);
        this.host = host;
        this.port = port;
    }

    @Override
    public void onStart() {
        SocketClient next = new SocketClient(this, host, port, in -> storeLines(in, host + ":" + port));
        client = next;
        next.start();
    }

    @Override
    public void onStop() {
        SocketClient last = client;
        if (last != null) {
            last.close();
        }
    }
}
