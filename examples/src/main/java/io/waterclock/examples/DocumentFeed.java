// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Serves the project's documents over TCP on the loopback address, again and again, some lines each second. */
final class DocumentFeed implements AutoCloseable {
    private static final String[] DOCUMENTS = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"};
    private static final int LINES_A_TICK = 20;
    private static final long TICK_MS = 50;
    private static final long GRACE_MS = 1_000;

    private final ServerSocket server;
    private final List<String> lines;
    private final CountDownLatch closed = new CountDownLatch(1);

    private final Thread thread = new Thread(this::serve, "document-feed");
    private volatile @Nullable Socket current;

    private DocumentFeed(ServerSocket server, List<String> lines) {
        this.server = server;
        this.lines = lines;
    }

    /**
     * @param port 0 for any free one
     * @throws IOException saying what to do, when the port is taken
     */
    static DocumentFeed start(int port) throws IOException {
        ServerSocket server = listen(port);
        DocumentFeed feed = new DocumentFeed(server, documents());
        feed.thread.setDaemon(true);
        feed.thread.start();
        return feed;
    }

    private static ServerSocket listen(int port) throws IOException {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (BindException e) {
            throw new IOException(
                    "The feed can't have port " + port + " (" + e.getMessage()
                            + "). Choose another with --port, or leave it out for any free one; to read from a server that"
                            + " listens there, say --host.",
                    e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    private static List<String> documents() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String document : DOCUMENTS) {
            try (InputStream in = DocumentFeed.class.getResourceAsStream("/feed/" + document)) {
                if (in == null) {
                    throw new IOException("/feed/" + document + " is not on the class path; build examples with Maven");
                }
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
            }
        }
        return lines;
    }

    private void serve() {
        int next = 0;
        while (!server.isClosed()) {
            try (Socket reader = server.accept();
                    OutputStream out = new BufferedOutputStream(reader.getOutputStream())) {
                current = reader;
                while (!closed.await(TICK_MS, TimeUnit.MILLISECONDS)) {
                    for (int i = 0; i < LINES_A_TICK; i++) {
                        out.write((lines.get(next) + "\n").getBytes(StandardCharsets.UTF_8));
                        next = (next + 1) % lines.size();
                    }
                    out.flush();
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException e) {
                continue; // the reader went away, or this is the end
            }
        }
    }

    /** When it returns the port is free, and the connection is ended. */
    @Override
    public void close() throws IOException {
        server.close(); // before the thread is told, or it would accept once more
        closed.countDown();
        try {
            thread.join(GRACE_MS);
            Socket reader = current;
            if (thread.isAlive() && reader != null) {
                reader.close(); // the thread waits for a reader that doesn't read
                thread.join(GRACE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
