// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.NanoClock;
import io.waterclock.engine.Threads;
import io.waterclock.engine.WallClock;
import io.waterclock.function.Function;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.receiver.FakeEngine;
import io.waterclock.streaming.receiver.Heard;
import io.waterclock.streaming.receiver.Received;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.streaming.receiver.ReceiverSettings;
import io.waterclock.streaming.receiver.ReceiverTracker;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real loopback sockets, with the supervision's own thread and pauses of milliseconds. */
@Timeout(180)
class SocketReceiversTest {
    private static final long BUDGET = 1 << 20;

    private final FakeEngine engine = new FakeEngine();
    private final Heard heard = new Heard();
    private final ReceiverTracker tracker = new ReceiverTracker(
            engine,
            new ReceiverSettings(5, 20, 4, -1, 10_000, BUDGET, 10_000, 20_000, false),
            WallClock.system(),
            NanoClock.system(),
            heard);
    private ServerSocket server;
    private long batch;

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(60_000);
    }

    @AfterEach
    void everythingEnds() throws IOException {
        tracker.close();
        server.close();
        assertThat(engine.keptBlocks()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("waterclock-"));
    }

    private String endpoint() {
        return "localhost:" + server.getLocalPort();
    }

    private void start(Receiver<?> receiver) {
        tracker.register(0, "Socket-0", receiver);
        tracker.start();
    }

    private void startText() {
        start(new SocketTextReceiver("localhost", server.getLocalPort(), StorageLevel.MEMORY_ONLY));
    }

    private static void send(Socket to, String text) throws IOException {
        OutputStream out = to.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The records of as many batches as it takes. */
    private List<Object> receive(int records) {
        List<Object> got = new ArrayList<>();
        while (got.size() < records) {
            got.addAll(nextBatch());
            assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
            Thread.onSpinWait();
        }
        return got;
    }

    private List<Object> nextBatch() {
        tracker.cut(++batch);
        List<Object> got = Received.records(tracker.blocks(0, batch));
        assertThat(got).hasSize((int) tracker.recordCount(0, batch));
        tracker.release(0, batch);
        return got;
    }

    @Test
    void lines_of_a_server_are_received_and_the_last_needs_no_end() throws Exception {
        startText();
        try (Socket connection = server.accept()) {
            send(connection, "one\r\ntwo\n\nłast");
        }
        assertThat(receive(4)).containsExactly("one", "two", "", "łast");
        assertThat(heard.next("stopped")).contains("To be restarted in 5 ms: " + endpoint() + " ended the connection");
        try (Socket connection = server.accept()) {
            send(connection, "again\n");
            assertThat(receive(1)).containsExactly("again");
        }
    }

    @Test
    void a_line_is_in_the_batch_as_soon_as_it_is_whole_though_the_connection_stays_open() throws Exception {
        startText();
        try (Socket connection = server.accept()) {
            send(connection, "first\nsec");
            assertThat(receive(1)).containsExactly("first");
            send(connection, "ond\n");
            assertThat(receive(1)).containsExactly("second");
        }
    }

    @Test
    void a_server_that_is_not_there_is_said_and_tried_again() throws Exception {
        server.close();
        // bound and not listened to: it refuses, and nobody else can get it
        Socket reserved = new Socket();
        reserved.setReuseAddress(true);
        reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = reserved.getLocalPort();
        start(new SocketTextReceiver("localhost", port, StorageLevel.MEMORY_ONLY));
        for (int i = 0; i < 3; i++) {
            assertThat(heard.next("stopped"))
                    .contains("Error connecting to localhost:" + port + ": java.net.ConnectException");
        }
        assertThat(tracker.statuses().get(0).lastErrorMessage()).contains("localhost:" + port);
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        reserved.close();
        server.setSoTimeout(60_000);
        try (Socket connection = server.accept()) {
            send(connection, "here now\n");
            assertThat(receive(1)).containsExactly("here now");
        }
    }

    @Test
    void a_host_without_an_address_is_said() {
        String host = "x".repeat(64) + ".invalid"; // longer than a label may be: no server of names is asked
        start(new SocketTextReceiver(host, 9999, StorageLevel.MEMORY_ONLY));
        assertThat(heard.next("stopped"))
                .contains("Error connecting to " + host + ":9999: java.net.UnknownHostException");
    }

    @Test
    void a_silent_connection_delays_neither_cut_nor_stop_and_is_closed() throws Exception {
        startText();
        try (Socket connection = server.accept()) {
            assertThat(nextBatch()).isEmpty();
            tracker.stop(60_000);
            connection.setSoTimeout(60_000);
            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(tracker.hasUncut()).isFalse();
    }

    @Test
    void a_full_buffer_holds_the_sender_back_and_nothing_is_lost() throws Exception {
        int lines = 400_000;
        startText();
        try (Socket connection = server.accept()) {
            CompletableFuture<Void> sending = new CompletableFuture<>();
            Threads.daemon("test-sender", () -> {
                        try {
                            StringBuilder text = new StringBuilder();
                            for (int i = 0; i < lines; i++) {
                                text.append("line number ").append(i).append(" and some more text to fill it up\n");
                                if (i % 1000 == 999) {
                                    send(connection, text.toString());
                                    text.setLength(0);
                                }
                            }
                            sending.complete(null);
                        } catch (IOException e) {
                            sending.completeExceptionally(e);
                        }
                    })
                    .start();

            // Nobody is done with a batch, so the reader comes to wait for room, and reads no further.
            awaitHeldBack();
            tracker.cut(++batch);
            long held = 0;
            for (BlockRef block : tracker.blocks(0, batch)) {
                held += block.sizeInBytes();
            }
            assertThat(held).isBetween(BUDGET - 300 * 1024, BUDGET);
            assertThat(sending).as("%s of 20 million bytes were taken", held).isNotDone();

            long records = 0;
            for (long b = batch; records < lines; b++) {
                if (b > batch) {
                    tracker.cut(++batch);
                }
                long bytes = 0;
                for (BlockRef block : tracker.blocks(0, b)) {
                    bytes += block.sizeInBytes();
                    Iterator<Object> it = block.fetch().open().iterator();
                    while (it.hasNext()) {
                        assertThat(it.next())
                                .isEqualTo("line number " + records++ + " and some more text to fill it up");
                    }
                }
                assertThat(bytes).isLessThanOrEqualTo(BUDGET);
                tracker.release(0, b);
            }
            sending.get(60, TimeUnit.SECONDS);
            assertThat(records).isEqualTo(lines);
        }
    }

    /** Reading from a socket isn't waiting, to the JVM; waiting for room is. */
    private static void awaitHeldBack() {
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("waterclock-receiver-0-")
                        && thread.getState() == Thread.State.WAITING)) {
            assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
            Thread.onSpinWait();
        }
    }

    @Test
    void a_stop_ends_a_reader_that_is_held_back() throws Exception {
        startText();
        try (Socket connection = server.accept()) {
            Threads.daemon("test-sender", () -> {
                        try {
                            while (true) {
                                send(connection, "some line that is sent again and again\n".repeat(1000));
                            }
                        } catch (SocketException expected) {
                            return; // the receiver hung up
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .start();
            awaitHeldBack();
            tracker.stop(60_000);
            List<Object> last = nextBatch();
            assertThat(last).isNotEmpty().allMatch("some line that is sent again and again"::equals);
        }
    }

    @Test
    void endless_data_without_a_newline_is_hung_up_on_naming_the_limit() throws Exception {
        startText();
        try (Socket connection = server.accept()) {
            send(connection, "a good line\n");
            byte[] noise = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> {
                        while (true) {
                            connection.getOutputStream().write(noise);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(heard.next("stopped"))
                .contains("What " + endpoint() + " sent can't be stored")
                .contains("without a newline; a line must not be longer than 20,000 bytes")
                .contains("waterclock.streaming.receiver.maxLineBytes");
        assertThat(receive(1)).containsExactly("a good line");
        try (Socket connection = server.accept()) {
            send(connection, "and on\n");
            assertThat(receive(1)).containsExactly("and on");
        }
    }

    @Test
    void malformed_text_is_replaced_and_counted_with_its_batch() throws Exception {
        startText();
        try (Socket connection = server.accept()) {
            connection.getOutputStream().write(new byte[] {'a', (byte) 0xFF, 'b', '\n', (byte) 0xC3, (byte) 0xA9, '\n'
            });
            connection.shutdownOutput();
            heard.next("stopped");
        }
        tracker.cut(++batch);
        assertThat(Received.records(tracker.blocks(0, batch))).containsExactly("a\uFFFDb", "é");
        assertThat(tracker.malformedCount(0, batch)).isEqualTo(1);
        assertThat(tracker.statuses().get(0).malformed()).isEqualTo(1);
    }

    @Test
    void random_text_cut_at_any_moment_arrives_as_it_was_sent() throws Exception {
        long seed = Long.getLong("test.seed", 42L);
        Random random = new Random(seed);
        List<Object> sent = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            sent.add("zeile " + i + " äöü€😀".repeat(random.nextInt(6)));
        }
        startText();
        try (Socket connection = server.accept()) {
            CompletableFuture<Void> sending = new CompletableFuture<>();
            Thread sender = Threads.daemon("test-sender", () -> {
                StringBuilder all = new StringBuilder();
                sent.forEach(line -> all.append(line).append('\n'));
                byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
                try {
                    for (int at = 0; at < bytes.length; ) {
                        int n = Math.min(bytes.length - at, 1 + random.nextInt(5_000));
                        connection.getOutputStream().write(bytes, at, n);
                        at += n;
                    }
                    sending.complete(null);
                } catch (IOException e) {
                    sending.completeExceptionally(e);
                }
            });
            sender.start();
            assertThat(receive(sent.size())).as("seed %s", seed).isEqualTo(sent);
            sending.get(60, TimeUnit.SECONDS);
        }
    }

    // ---- with a decoder

    /** Numbers until the stream ends; −1 is a mistake. */
    private static Iterable<Integer> numbers(InputStream in) {
        DataInputStream data = new DataInputStream(in);
        return () -> new Iterator<>() {
            private Integer next;

            @Override
            public boolean hasNext() {
                try {
                    next = data.readInt();
                } catch (EOFException e) {
                    return false;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                if (next == -1) {
                    throw new IllegalStateException("not a number of ours");
                }
                return true;
            }

            @Override
            public Integer next() {
                return next;
            }
        };
    }

    private void startNumbers() {
        Function<InputStream, Iterable<Integer>> decoder = SocketReceiversTest::numbers;
        start(new SocketReceiver<>("localhost", server.getLocalPort(), decoder, StorageLevel.MEMORY_ONLY));
    }

    @Test
    void what_a_decoder_gives_is_received_as_it_comes() throws Exception {
        startNumbers();
        try (Socket connection = server.accept()) {
            connection.getOutputStream().write(new byte[] {0, 0, 0, 1, 0, 0, 0, 2, 0, 0});
            assertThat(receive(2)).containsExactly(1, 2);
            connection.getOutputStream().write(new byte[] {0, 3});
            assertThat(receive(1)).containsExactly(3);
        }
        assertThat(heard.next("stopped")).contains(endpoint() + " ended the connection");
    }

    @Test
    void a_decoder_that_throws_breaks_the_receiver_and_fails_it_in_the_end() throws Exception {
        startNumbers();
        for (int i = 0; i < 4; i++) {
            try (Socket connection = server.accept()) {
                connection.getOutputStream().write(new byte[] {-1, -1, -1, -1});
                assertThat(heard.next("stopped")).contains("not a number of ours");
            }
        }
        assertThat(heard.next("failed")).contains("ended 4 times");
        assertThat(heard.failure().code()).isEqualTo(ErrorCode.RECEIVER_FAILED);
        assertThat(heard.failure()).hasRootCauseMessage("not a number of ours");
    }

    @Test
    void a_stop_ends_a_decoder_that_waits_for_its_stream() throws Exception {
        startNumbers();
        try (Socket connection = server.accept()) {
            tracker.stop(60_000);
            connection.setSoTimeout(60_000);
            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(heard.next("stopped")).isEqualTo("stopped: Stopped with its context");
    }

    @Test
    void what_cannot_be_an_endpoint_is_refused_at_the_call() {
        assertThatThrownBy(() -> new SocketTextReceiver("localhost", 0, StorageLevel.MEMORY_ONLY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("socketTextStream at .*: the port of localhost is 0, but must be from 1 to 65535");
        assertThatThrownBy(() -> new SocketTextReceiver(" ", 1, StorageLevel.MEMORY_ONLY))
                .hasMessageContaining("give a name or an address");
        assertThatThrownBy(() -> new SocketReceiver<>(
                        "localhost", 70_000, SocketReceiversTest::numbers, StorageLevel.MEMORY_ONLY))
                .hasMessageContaining(": the port of localhost is 70000");
    }
}
