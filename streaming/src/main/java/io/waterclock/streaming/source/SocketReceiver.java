// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import io.waterclock.function.Function;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.program.Arguments;
import io.waterclock.streaming.receiver.Receiver;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Records that a function of the user's decodes from a connection to a TCP server.
 *
 * <p>The function is called once a connection, and its iterable is read by the connection's thread as the bytes come in, so it must be lazy: one that
 * reads to the end first gives nothing before that. Each record is stored by itself. The end of the iterable, and an {@link java.io.IOException}, end the
 * connection: the receiver says so, and connects again after a pause. Any other exception of the function counts as a
 * receiver that breaks.
 */
public final class SocketReceiver<T> extends Receiver<T> {
    private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;
    private final Function<InputStream, Iterable<T>> decoder;
    private transient volatile @Nullable SocketClient client;

    /**
     * @throws IllegalArgumentException when the port isn't from 1 to 65535, or the host is blank
     */
    public SocketReceiver(
            String host, int port, Function<InputStream, Iterable<T>> decoder, StorageLevel storageLevel) {
        super(storageLevel);
        SocketClient.check(Arguments.withoutNull("socketStream", decoder), host, port);
        this.host = host;
        this.port = port;
        this.decoder = decoder;
    }

    @Override
    public void onStart() {
        SocketClient next = new SocketClient(this, host, port, this::receive);
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

    private void receive(InputStream in) throws Exception {
        for (T record : decoder.call(in)) {
            if (isStopped()) {
                return;
            }
            store(record);
        }
    }
}
