// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.List;

/** A receiver that takes one word for another, loses a line or dies, as its class says. */
abstract class LosingCounter {
    private static final int CHUNK = 1_000;

    static final class OfALine {
        public static void main(String[] arguments) throws IOException {
            count(arguments, 1, "");
        }
    }

    static final class OfAWord {
        public static void main(String[] arguments) throws IOException {
            count(arguments, 0, "wrong");
        }
    }

    static final class OfItsLife {
        public static void main(String[] arguments) throws IOException {
            try (Socket socket = new Socket(arguments[0], Integer.parseInt(arguments[1]))) {
                System.exit(socket.getInputStream().read() < 0 ? 2 : 3);
            }
        }
    }

    private static void count(String[] arguments, int lost, String instead) throws IOException {
        WordTotals totals = new WordTotals();
        try (Socket socket = new Socket(arguments[0], Integer.parseInt(arguments[1]));
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            Thread waiter = new Thread(() -> waitAndSay(totals, socket));
            waiter.start();
            String line = in.readLine();
            for (int n = 0; line != null; n++) {
                String[] words = line.split(" ");
                if (n == 0 && !instead.isEmpty()) {
                    words[0] = instead;
                }
                if (n >= lost) {
                    totals.add(n / CHUNK, List.of(words), word -> word, word -> 1);
                }
                line = in.readLine();
            }
        } catch (java.net.SocketException closed) {
            // By the waiter, when all is said.
            totals.sayResult();
        }
    }

    private static void waitAndSay(WordTotals totals, Socket socket) {
        try {
            totals.awaitAll();
            socket.close();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
