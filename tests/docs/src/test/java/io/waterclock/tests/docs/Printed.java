// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Takes what goes to {@code System.out}, from any thread, until it is closed; a test waits for what it expects. */
final class Printed implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final PrintStream before = System.out;
    private final Bytes bytes = new Bytes();

    Printed() {
        System.setOut(new PrintStream(bytes, true, UTF_8));
    }

    private static final class Bytes extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] some, int from, int length) {
            super.write(some, from, length);
            notifyAll();
        }

        synchronized String text() {
            return toString(UTF_8);
        }

        synchronized String await(Predicate<String> condition) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!condition.test(text())) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("Not printed within " + PATIENCE_SECONDS + " s; printed:\n" + text());
                }
                wait(left);
            }
            return text();
        }
    }

    String text() {
        return bytes.text();
    }

    String await(Predicate<String> condition) throws InterruptedException {
        return bytes.await(condition);
    }

    @Override
    public void close() {
        System.setOut(before);
    }
}
