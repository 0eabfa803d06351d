// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.receiver.Receiver;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a TCP server and stores each of its frames as a whole: a length of four bytes, the highest first, then so many
 * bytes, which are what {@link Receiver#store(ByteBuffer)} decodes.
 */
public final class RawSocketReceiver<T> extends Receiver<T> {
    private static final long serialVersionUID = 1L;

    /** A longer one is a mistake, or somebody's trap: it is not waited for. */
    static final int LONGEST_FRAME = 256 << 20;

    private static final int LENGTH_BYTES = 4;

    private final String host;
    private final int port;
    private transient volatile @Nullable SocketClient client;

    /**
     * @throws IllegalArgumentException when the port isn't from 1 to 65535, or the host is blank
     */
    public RawSocketReceiver(String host, int port, StorageLevel storageLevel) {
        super(storageLevel);
        SocketClient.check("rawSocketStream", host, port);
        this.host = host;
        this.port = port;
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

    private void receive(InputStream in) throws IOException {
        DataInputStream frames = new DataInputStream(in);
        byte[] length = new byte[LENGTH_BYTES];
        while (!isStopped()) {
            int read = frames.readNBytes(length, 0, LENGTH_BYTES);
            if (read == 0) {
                return; // the server has closed between two frames
            }
            if (read < LENGTH_BYTES) {
                throw new EOFException("the connection ended in the length of a frame");
            }
            int bytes = ByteBuffer.wrap(length).getInt();
            if (bytes < 0 || bytes > LONGEST_FRAME) {
                throw new IOException("a frame says that it is " + bytes + " bytes long; at most " + LONGEST_FRAME
                        + " are taken. Expected: a length of four bytes, the highest first, then so many bytes");
            }
            byte[] frame = frames.readNBytes(bytes);
            if (frame.length < bytes) {
                throw new EOFException(
                        "the connection ended after " + frame.length + " of " + bytes + " bytes of a frame");
            }
            if (bytes > 0) {
                store(ByteBuffer.wrap(frame));
            }
        }
    }
}
