// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waterclock.benchmarks.input.Words;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends lines to the first who connects: ready-made chunks of bytes, by blocking writes, so that a receiver which doesn't
 * read holds it back. When the time is over it keeps the connection open until its standard input ends.
 */
public final class LineSender {
    private static final int LINES = 64_000;
    private static final int MOST_PER_CHUNK = 1_000;
    private static final int CHUNKS_PER_SECOND = 1_000;

    private final int linesPerChunk;
    private final byte[][] chunks;
    private final long[] checksums;

    /** A chunk is what is due in a millisecond, or a thousand lines. */
    private LineSender(int rate, int distinct) {
        linesPerChunk = rate == 0 ? MOST_PER_CHUNK : Math.min(MOST_PER_CHUNK, Math.max(1, rate / CHUNKS_PER_SECOND));
        chunks = new byte[LINES / linesPerChunk][];
        checksums = new long[chunks.length];
        Words words = new Words(distinct);
        for (int i = 0; i < chunks.length; i++) {
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            for (int n = 0; n < linesPerChunk; n++) {
                String line = words.nextLine();
                for (String word : line.split(" ")) {
                    checksums[i] += Words.checksum(word, 1);
                }
                chunk.writeBytes((line + "\n").getBytes(UTF_8));
            }
            chunks[i] = chunk.toByteArray();
        }
    }

    /**
     * @param arguments seconds, lines a second (0: as many as are taken), distinct words
     */
    public static void main(String[] arguments) throws IOException {
        LineSender sender = new LineSender(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println(Talk.PORT + " " + server.getLocalPort());
            try (Socket socket = server.accept()) {
                System.out.println(Talk.SENDING);
                sender.send(socket, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
                int heard = System.in.read();
                while (heard >= 0) {
                    heard = System.in.read();
                }
            }
        }
    }

    private void send(Socket socket, int seconds, int rate) throws IOException {
        OutputStream out = socket.getOutputStream();
        long start = System.nanoTime();
        long duration = TimeUnit.SECONDS.toNanos(seconds);
        long sentChunks = 0;
        long checksum = 0;
        boolean heard = true;
        while (heard && System.nanoTime() - start < duration) {
            int next = (int) (sentChunks % chunks.length);
            try {
                out.write(chunks[next]);
                checksum += checksums[next];
                sentChunks++;
            } catch (IOException e) {
                System.err.println("The receiver no longer listens: " + e.getMessage());
                heard = false;
            }
            if (rate > 0) {
                awaitDue(start, sentChunks * linesPerChunk * (double) TimeUnit.SECONDS.toNanos(1) / rate);
            }
        }
        System.out.println(String.join(
                " ",
                Talk.SENT,
                Long.toString(sentChunks * linesPerChunk),
                Long.toString(checksum),
                Long.toString(System.nanoTime() - start),
                Boolean.toString(heard)));
    }

    private static void awaitDue(long start, double dueNanos) {
        long left = (long) dueNanos - (System.nanoTime() - start);
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = (long) dueNanos - (System.nanoTime() - start);
        }
    }
}
