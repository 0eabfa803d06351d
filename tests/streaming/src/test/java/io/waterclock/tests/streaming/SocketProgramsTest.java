// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.listener.BatchInfo;
import io.waterclock.streaming.listener.ReceiverInfo;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.listener.StreamingListenerReceiverError;
import io.waterclock.streaming.listener.StreamingListenerReceiverStarted;
import io.waterclock.streaming.listener.StreamingListenerReceiverStopped;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.testkit.ThreadLeaks;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs on the machine's clock with real connections. A test waits for what it expects, never for time to pass. */
@Timeout(180)
class SocketProgramsTest {
    private ThreadLeaks leaks;

    @BeforeEach
    void watch() {
        leaks = ThreadLeaks.watchAll();
    }

    @AfterEach
    void checkLeaks() {
        leaks.check();
    }

    private static WaterclockConf conf(String master) {
        return new WaterclockConf(false)
                .setMaster(master)
                .setAppName("sockets")
                .set("waterclock.streaming.receiverRestartDelay", "20ms");
    }

    /** local[1] too: a receiver takes no worker. */
    @ParameterizedTest
    @ValueSource(strings = {"local[1]", "local[2]", "inline"})
    void networkWordCount_countsEveryWord_overReconnections(String master) throws Exception {
        Seen<Tuple2<String, Integer>> seen = new Seen<>();
        try (LineServer server = new LineServer();
                StreamingContext ssc = new StreamingContext(conf(master), Durations.milliseconds(50))) {
            DStream<String> lines = ssc.socketTextStream(server.host(), server.port());
            lines.flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            try (LineServer.Client client = server.connection()) {
                client.send("to be or", "not to be");
                seen.await(list -> total(list).equals(Map.of("to", 2, "be", 2, "or", 1, "not", 1)));
            }
            try (LineServer.Client client = server.connection()) {
                client.send("be");
                seen.await(list -> total(list).getOrDefault("be", 0) == 3);
            }
        }
    }

    private static Map<String, Integer> total(List<Tuple2<String, Integer>> counts) {
        Map<String, Integer> sums = new HashMap<>();
        counts.forEach(count -> sums.merge(count._1(), count._2(), Integer::sum));
        return sums;
    }

    private static byte[] frame(Object... records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            for (Object record : records) {
                out.writeObject(record);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void rawSocketStream_storesFrames_andConnectsAgainAfterOneThatIsNone() throws Exception {
        Seen<Object> seen = new Seen<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StreamingContext ssc = new StreamingContext(conf("local[2]"), Durations.milliseconds(50))) {
            ssc.<Object>rawSocketStream("localhost", server.getLocalPort())
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            try (Socket socket = server.accept()) {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                for (byte[] frame : List.of(frame("a", new Tuple2<>("b", 1)), new byte[0], frame(3L))) {
                    out.writeInt(frame.length);
                    out.write(frame);
                }
                out.writeInt(-5);
                seen.await(list -> list.size() == 3);
            }
            try (Socket socket = server.accept()) {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                byte[] last = frame("after");
                out.writeInt(last.length);
                out.write(last);
                seen.await(list -> list.size() == 4);
                out.writeInt(1_000);
                out.write(1);
            }
            try (Socket socket = server.accept()) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
        assertThat(seen.now()).containsExactly("a", new Tuple2<>("b", 1), 3L, "after");
    }

    @Test
    void socketStream_decodesWithTheUsersFunction() throws Exception {
        Seen<Integer> seen = new Seen<>();
        try (LineServer server = new LineServer();
                StreamingContext ssc = new StreamingContext(conf("local[2]"), Durations.milliseconds(50))) {
            ssc.socketStream(
                            server.host(),
                            server.port(),
                            in -> () -> new BufferedReader(new InputStreamReader(in, UTF_8))
                                    .lines()
                                    .map(Integer::parseInt)
                                    .iterator(),
                            StorageLevel.MEMORY_ONLY)
                    .map(n -> n * n)
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            try (LineServer.Client client = server.connection()) {
                client.send("1", "2", "3");
                seen.await(3);
            }
            assertThat(seen.now()).containsExactly(1, 4, 9);
        }
    }

    @Test
    void customReceiver_andUnionOfThree() throws Exception {
        Seen<String> seen = new Seen<>();
        try (StreamingContext ssc = new StreamingContext(conf("local[1]"), Durations.milliseconds(20))) {
            DStream<String> a = ssc.receiverStream(new Numbers("a", 100));
            DStream<String> b = ssc.receiverStream(new Numbers("b", 100));
            DStream<String> c = ssc.receiverStream(new Numbers("c", 100));
            ssc.union(a, b, c).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            seen.await(300);
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            expected.addAll(List.of("a" + i, "b" + i, "c" + i));
        }
        assertThat(seen.now()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(seen.now().stream().filter(s -> s.startsWith("b")).toList())
                .as("the order of one receiver")
                .isEqualTo(expected.stream().filter(s -> s.startsWith("b")).toList());
    }

    /** Stores so many records, from a thread of its own, and then is quiet. */
    static final class Numbers extends Receiver<String> {
        private static final long serialVersionUID = 1L;

        private final String name;
        private final int count;

        Numbers(String name, int count) {
            super(StorageLevel.MEMORY_ONLY);
            this.name = name;
            this.count = count;
        }

        @Override
        public void onStart() {
            new Thread(this::receive, "numbers-" + name).start();
        }

        private void receive() {
            for (int i = 0; i < count && !isStopped(); i++) {
                store(name + i);
            }
        }

        @Override
        public void onStop() {}
    }

    @Test
    void serverThatIsNotThere_isReported_andFoundWhenItComes() throws Exception {
        Socket reserved = reservedPort();
        int port = reserved.getLocalPort();
        Seen<ReceiverInfo> stops = new Seen<>();
        Seen<String> seen = new Seen<>();
        try (StreamingContext ssc = new StreamingContext(conf("local[2]"), Durations.milliseconds(50))) {
            ssc.addStreamingListener(new ReceiverEvents(new Seen<>(), new Seen<>(), stops));
            ssc.socketTextStream("127.0.0.1", port).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            ReceiverInfo info = stops.await(2).get(1);
            assertThat(info.name()).isEqualTo("SocketTextReceiver-0");
            assertThat(info.active()).isFalse();
            assertThat(info.lastErrorMessage()).contains("127.0.0.1:" + port).contains("refused");
            assertThat(info.lastError()).contains("ConnectException");
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.ACTIVE);
            try (LineServer server = new LineServer(port);
                    LineServer.Client client = server.connection()) {
                reserved.close();
                client.send("at last");
                seen.await(1);
            }
        }
        assertThat(seen.now()).containsExactly("at last");
    }

    @Test
    void serverThatNeverComes_failsTheContext_whenAsked() throws Exception {
        WaterclockConf conf = conf("local[2]").set("waterclock.streaming.receiver.maxRestarts", "2");
        try (Socket reserved = reservedPort();
                StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(50))) {
            int port = reserved.getLocalPort();
            ssc.socketTextStream("127.0.0.1", port).foreachRDD(rdd -> {});
            ssc.start();
            assertThatThrownBy(ssc::awaitTermination)
                    .isInstanceOf(WaterclockException.class)
                    .hasMessageContaining("SocketTextReceiver-0")
                    .hasMessageContaining("127.0.0.1:" + port)
                    .extracting(e -> ((WaterclockException) e).code())
                    .isEqualTo(ErrorCode.RECEIVER_FAILED);
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
        }
    }

    @Test
    void lineWithoutEnd_isHungUpOn_andSaid() throws Exception {
        WaterclockConf conf = conf("local[2]").set("waterclock.streaming.receiver.maxLineBytes", "64k");
        Seen<ReceiverInfo> stops = new Seen<>();
        Seen<String> seen = new Seen<>();
        try (LineServer server = new LineServer();
                StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(50))) {
            ssc.addStreamingListener(new ReceiverEvents(new Seen<>(), new Seen<>(), stops));
            ssc.socketTextStream(server.host(), server.port()).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            try (LineServer.Client client = server.connection()) {
                client.send("short");
                byte[] part = "x".repeat(10_000).getBytes(UTF_8);
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 100_000; i++) {
                                client.sendBytes(part);
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
            assertThat(stops.await(1).get(0).lastErrorMessage()).contains("waterclock.streaming.receiver.maxLineBytes");
            try (LineServer.Client client = server.connection()) {
                client.send("and on");
                seen.await(2);
            }
            assertThat(seen.now()).containsExactly("short", "and on");
        }
    }

    @Test
    void malformedUtf8_isReplacedAndCounted() throws Exception {
        Seen<String> seen = new Seen<>();
        Seen<BatchInfo> batches = new Seen<>();
        try (LineServer server = new LineServer();
                StreamingContext ssc = new StreamingContext(conf("local[2]"), Durations.milliseconds(50))) {
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(StreamingListenerBatchCompleted e) {
                    if (e.batchInfo().numRecords() > 0) {
                        batches.add(e.batchInfo());
                    }
                }
            });
            ssc.socketTextStream(server.host(), server.port()).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            try (LineServer.Client client = server.connection()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.write("ığ€".getBytes(UTF_8));
                bytes.write(0xff);
                bytes.write("|\n".getBytes(UTF_8));
                client.sendBytes(bytes.toByteArray());
                seen.await(1);
            }
            assertThat(seen.now()).containsExactly("ığ€\uFFFD|");
            StreamInputInfo input =
                    batches.await(1).get(0).streamIdToInputInfo().get(0);
            assertThat(input.numRecords()).isEqualTo(1);
            assertThat(input.metadataDescription()).hasValue("1 malformed byte sequences were replaced");
        }
    }

    @Test
    void stop_leavesNoConnection() throws Exception {
        Seen<String> seen = new Seen<>();
        try (LineServer server = new LineServer()) {
            StreamingContext ssc = new StreamingContext(conf("local[2]"), Durations.milliseconds(50));
            ssc.socketTextStream(server.host(), server.port()).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            try (LineServer.Client client = server.connection()) {
                client.send("one");
                seen.await(1);
                ssc.stop();
                client.awaitHangUp();
            }
        }
    }

    @Test
    void failure_leavesNoConnection_andNoThread() throws Exception {
        try (LineServer server = new LineServer();
                StreamingContext ssc = new StreamingContext(conf("local[2]"), Durations.milliseconds(50))) {
            ssc.socketTextStream(server.host(), server.port())
                    .map(Integer::parseInt)
                    .foreachRDD(rdd -> rdd.collect());
            ssc.start();
            try (LineServer.Client client = server.connection()) {
                client.send("1", "two");
                assertThatThrownBy(ssc::awaitTermination)
                        .isInstanceOf(WaterclockException.class)
                        .hasMessageContaining("map at SocketProgramsTest.java:")
                        .hasMessageContaining("\"two\"")
                        .hasRootCauseInstanceOf(NumberFormatException.class);
                client.awaitHangUp();
            }
            assertThat(ssc.getState()).isEqualTo(StreamingContextState.STOPPED);
        }
    }

    @Test
    void twoContexts_inOneJvm_goTheirOwnWays() throws Exception {
        Seen<String> seenA = new Seen<>();
        Seen<String> seenB = new Seen<>();
        try (LineServer serverA = new LineServer();
                LineServer serverB = new LineServer();
                StreamingContext a = new StreamingContext(conf("local[2]"), Durations.milliseconds(30));
                StreamingContext b = new StreamingContext(conf("local[1]"), Durations.milliseconds(20))) {
            a.socketTextStream(serverA.host(), serverA.port()).foreachRDD(rdd -> seenA.addAll(rdd.collect()));
            b.socketTextStream(serverB.host(), serverB.port()).foreachRDD(rdd -> seenB.addAll(rdd.collect()));
            assertThat(StreamingContext.getActive()).isEmpty();
            a.start();
            assertThat(StreamingContext.getActive()).containsSame(a);
            b.start();
            assertThat(StreamingContext.getActive()).containsSame(b);
            try (LineServer.Client toA = serverA.connection();
                    LineServer.Client toB = serverB.connection()) {
                toA.send("for a");
                toB.send("for b");
                seenA.await(1);
                seenB.await(1);
                b.stop();
                assertThat(StreamingContext.getActive()).containsSame(a);
                toA.send("a goes on");
                assertThat(seenA.await(2)).containsExactly("for a", "a goes on");
            }
            assertThat(seenB.now()).containsExactly("for b");
        }
        assertThat(StreamingContext.getActive()).isEmpty();
    }

    /** Has a port that nobody listens to, and that nobody else can get; a server of this process may take it over. */
    private static Socket reservedPort() throws IOException {
        Socket socket = new Socket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    private record ReceiverEvents(Seen<ReceiverInfo> starts, Seen<ReceiverInfo> errors, Seen<ReceiverInfo> stops)
            implements StreamingListener {
        @Override
        public void onReceiverStarted(StreamingListenerReceiverStarted e) {
            starts.add(e.receiverInfo());
        }

        @Override
        public void onReceiverError(StreamingListenerReceiverError e) {
            errors.add(e.receiverInfo());
        }

        @Override
        public void onReceiverStopped(StreamingListenerReceiverStopped e) {
            stops.add(e.receiverInfo());
        }
    }
}
