// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Threads;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Operator;
import io.waterclock.streaming.receiver.Receiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a receiver's to a server, and the thread that reads from it. A connection that can't be made, breaks or is ended by the
 * server restarts the receiver, with a message that names the endpoint.
 */
final class SocketClient {
    /** As long as TCP's first few attempts take; without it a host that swallows packets is waited for two minutes. */
    static final int CONNECT_TIMEOUT_MS = 20_000;

    /** What is done with a connection; returns at its end. */
    @FunctionalInterface
    interface Session {
        void receive(InputStream in) throws Exception;
    }

    private final Receiver<?> receiver;
    private final String host;
    private final int port;
    private final Session session;
    private final Socket socket = new Socket();

    SocketClient(Receiver<?> receiver, String host, int port, Session session) {
        this.receiver = receiver;
        this.host = host;
        this.port = port;
        this.session = session;
    }

    /**
     * @throws IllegalArgumentException for what can't be an endpoint
     */
    static void check(String what, String host, int port) {
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException(
                    Operator.here(what) + ": the host is \"" + host + "\"; give a name or an address");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    Operator.here(what) + ": the port of " + host + " is " + port + ", but must be from 1 to 65535");
        }
    }

    void start() {
        Threads.daemon("waterclock-receiver-" + receiver.streamId() + "-" + endpoint(), this::run)
                .start();
    }

    /** Ends the connection, also one that is being made or read from. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            receiver.reportError("Closing the connection to " + endpoint() + " failed", e);
        }
    }

    String endpoint() {
        return host + ":" + port;
    }

    private void run() {
        try (socket) {
            if (connect()) {
                session.receive(socket.getInputStream());
                restart(endpoint() + " ended the connection", null);
            }
        } catch (IOException e) {
            restart("Error receiving from " + endpoint(), e);
        } catch (UncheckedIOException e) {
            restart("Error receiving from " + endpoint(), e.getCause());
        } catch (WaterclockException e) {
            if (e.code() != ErrorCode.STORE_REFUSED) {
                throw e;
            }
            restart("What " + endpoint() + " sent can't be stored: " + e.getMessage(), e);
        } catch (Exception e) {
            throw Sneaky.unchecked(e); // the supervisor hears of a thread that dies
        }
    }

    private boolean connect() throws IOException {
        try {
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            restart("Error connecting to " + endpoint(), e);
            return false;
        }
    }

    private void restart(String message, @Nullable Exception cause) {
        if (!receiver.isStopped()) {
            receiver.restart(cause instanceof IOException ? message + ": " + cause : message, cause);
        }
    }
}
