// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A TCP server on a free port of the loopback, to which a program under test connects. */
final class LineServer implements AutoCloseable {
    private final ServerSocket server;
    private final LinkedBlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private final Thread acceptor;

    LineServer() throws IOException {
        this(0);
    }

    LineServer(int port) throws IOException {
        server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
        acceptor = new Thread(this::accept, "line-server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    private void accept() {
        try {
            while (true) {
                accepted.add(server.accept());
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    String host() {
        return server.getInetAddress().getHostAddress();
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next connection. */
    Client connection() throws InterruptedException {
        Socket socket = accepted.poll(Seen.PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (socket == null) {
            throw new AssertionError("Nobody connected within " + Seen.PATIENCE_SECONDS + " s");
        }
        return new Client(socket);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
        acceptor.join();
        for (Socket socket : accepted) {
            socket.close();
        }
    }

    /** A program that has connected. */
    static final class Client implements AutoCloseable {
        private final Socket socket;
        private final OutputStream out;

        Client(Socket socket) {
            try {
                this.socket = socket;
                this.out = socket.getOutputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void send(String... lines) throws IOException {
            sendBytes((String.join("\n", List.of(lines)) + "\n").getBytes(UTF_8));
        }

        void sendBytes(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Waits until the other side hangs up. */
        void awaitHangUp() throws IOException {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Seen.PATIENCE_SECONDS));
            try {
                if (socket.getInputStream().read() >= 0) {
                    throw new AssertionError("The program sent something");
                }
            } catch (java.net.SocketTimeoutException e) {
                throw new AssertionError("The program did not hang up", e);
            } catch (java.net.SocketException e) {
                // a reset is a hang-up, too
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
