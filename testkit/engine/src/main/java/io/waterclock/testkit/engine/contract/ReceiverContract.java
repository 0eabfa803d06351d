// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.meanwhile;
import static io.waterclock.testkit.engine.contract.Programs.partitions;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockContext;
import io.waterclock.engine.Block;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.HostedReceiver;
import io.waterclock.engine.ReceiverEvents;
import io.waterclock.engine.ReceiverHost;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.rdd.Lineage;
import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Hosted receivers and the blocks they store. */
@NullUnmarked
interface ReceiverContract extends EngineContract {

    /** A program that the test plays: it stores what the test tells it to, and keeps no thread. */
    class Played implements ReceiverProgram {
        private static final long serialVersionUID = 1L;
        private static final Map<Probe, ReceiverHost> HOSTS = new ConcurrentHashMap<>();
        private static final Map<Probe, List<BlockRef>> STORED = new ConcurrentHashMap<>();

        final Probe probe = Probe.create();

        @Override
        public void start(ReceiverHost host) throws Exception {
            probe.saw("start");
            HOSTS.put(probe, host);
            STORED.put(probe, new ArrayList<>());
            probe.open("started");
        }

        @Override
        public List<BlockRef> cut() {
            probe.saw("cut");
            List<BlockRef> open = STORED.get(probe);
            synchronized (open) {
                List<BlockRef> cut = List.copyOf(open);
                open.clear();
                return cut;
            }
        }

        @Override
        public void stop(long timeoutMs) {
            probe.saw("stop");
            store("stored while stopping");
        }

        void store(Object... records) {
            List<BlockRef> open = STORED.get(probe);
            synchronized (open) {
                open.add(HOSTS.get(probe).store(new Stored(records)));
            }
        }

        void fail(Throwable cause) {
            HOSTS.get(probe).failed(cause);
        }

        void awaitStart() throws InterruptedException {
            probe.await("started");
        }
    }

    record Stored(Object... records) implements Block {
        @Override
        public long recordCount() {
            return records.length;
        }

        @Override
        public long sizeInBytes() {
            return 16L * records.length;
        }

        @Override
        public ChunkReader open() {
            return ChunkReader.of(records, 0, records.length);
        }
    }

    /** What the host said. */
    class Heard implements ReceiverEvents {
        final Probe probe = Probe.create();

        @Override
        public void lost(Throwable cause) {
            probe.saw(cause);
            probe.open("lost");
        }
    }

    private static List<Object> recordsOf(WaterclockContext wc, List<BlockRef> cut) {
        List<SourcePartition<Object>> blocks = new ArrayList<>();
        cut.forEach(ref -> blocks.add(() -> ref.fetch().open()));
        List<Object> all = new ArrayList<>();
        partitions(wc, new Lineage.Source(Programs.at("receiverStream", 1), () -> blocks))
                .forEach(all::addAll);
        return all;
    }

    @Test
    default void cut_givesWhatWasStoredSinceTheLastCut_inItsOrder() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Played program = new Played();
            Heard heard = new Heard();
            HostedReceiver receiver = wc.engine().host("numbers", program, heard);
            program.awaitStart();
            assertThat(receiver.location()).isNotEmpty();
            assertThat(receiver.cut()).isEmpty();
            program.store(1, 2);
            program.store(3);
            List<BlockRef> cut = receiver.cut();
            assertThat(cut).extracting(BlockRef::recordCount).containsExactly(2L, 1L);
            assertThat(cut).extracting(BlockRef::sizeInBytes).containsExactly(32L, 16L);
            program.store(4);
            assertThat(recordsOf(wc, cut)).containsExactly(1, 2, 3);
            assertThat(recordsOf(wc, cut)).containsExactly(1, 2, 3);
            assertThat(recordsOf(wc, receiver.cut())).containsExactly(4);
            assertThat(receiver.cut()).isEmpty();
            receiver.stop(10_000);
            assertThat(heard.probe.hits()).isZero();
            assertThat(program.probe.seen().stream().filter("start"::equals)).hasSize(1);
        }
    }

    @Test
    default void afterStop_aLastCutAnswers_withWhatWasStoredWhileStopping() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Played program = new Played();
            Heard heard = new Heard();
            HostedReceiver receiver = wc.engine().host("numbers", program, heard);
            program.awaitStart();
            program.store("before");
            receiver.stop(10_000);
            assertThat(recordsOf(wc, receiver.cut())).containsExactly("before", "stored while stopping");
            assertThat(receiver.cut()).isEmpty();
            receiver.stop(10_000);
            assertThat(program.probe.seen().stream().filter("stop"::equals)).hasSize(1);
            assertThat(heard.probe.hits()).isZero();
        }
    }

    @Test
    default void host_returnsAtOnce_andStopEndsAStartThatBlocks() throws Exception {
        try (WaterclockContext wc = open(1)) {
            Played program = new Played() {
                private static final long serialVersionUID = 1L;

                @Override
                public void start(ReceiverHost host) throws Exception {
                    super.start(host);
                    try {
                        probe.await("connected");
                    } finally {
                        probe.open("start over");
                    }
                }
            };
            Heard heard = new Heard();
            HostedReceiver receiver = wc.engine().host("slow", program, heard);
            program.awaitStart();
            // it holds no place for tasks
            assertThat(wc.parallelize(range(0, 10), 2).count()).isEqualTo(10);
            receiver.stop(10_000);
            program.probe.await("start over");
            assertThat(heard.probe.hits()).isZero();
        }
    }

    @Test
    default void startThatThrows_isTold_once_andTheHandleIsDead() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Played program = new Played() {
                private static final long serialVersionUID = 1L;

                @Override
                public void start(ReceiverHost host) throws Exception {
                    super.start(host);
                    store("too early");
                    throw new IOException("refused");
                }
            };
            Heard heard = new Heard();
            HostedReceiver receiver = wc.engine().host("refused", program, heard);
            heard.probe.await("lost");
            // what was stored before is not lost with it, since the tests' engines share memory
            assertThat(recordsOf(wc, receiver.cut())).containsExactly("too early");
            receiver.stop(10_000);
            assertThat(receiver.cut()).isEmpty();
            assertThat(heard.probe.seen()).hasSize(1);
            assertThat((Throwable) heard.probe.seen().get(0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("refused");
        }
    }

    @Test
    default void programThatFails_isTold_once_andTheHandleIsDead() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Played program = new Played();
            Heard heard = new Heard();
            HostedReceiver receiver = wc.engine().host("failing", program, heard);
            program.awaitStart();
            program.store(1);
            IOException cause = new IOException("connection reset");
            program.fail(cause);
            heard.probe.await("lost");
            program.fail(new IOException("again"));
            assertThat(recordsOf(wc, receiver.cut())).containsExactly(1);
            receiver.stop(10_000);
            assertThat(heard.probe.seen()).containsExactly(cause);
            // starting again is the caller's decision, with a new program
            Played second = new Played();
            HostedReceiver again = wc.engine().host("failing", second, heard);
            second.awaitStart();
            second.store(2);
            assertThat(recordsOf(wc, again.cut())).containsExactly(2);
            again.stop(10_000);
        }
    }

    @Test
    default void releasedBlock_isMissing_andOnlyThat() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Played program = new Played();
            HostedReceiver receiver = wc.engine().host("numbers", program, new Heard());
            program.awaitStart();
            program.store(1);
            program.store(2);
            List<BlockRef> cut = receiver.cut();
            cut.get(0).release();
            cut.get(0).release();
            assertThat(failureOf(() -> recordsOf(wc, cut)).code()).isEqualTo(ErrorCode.BLOCK_MISSING);
            assertThat(failureOf(() -> cut.get(0).fetch()).code()).isEqualTo(ErrorCode.BLOCK_MISSING);
            assertThat(recordsOf(wc, cut.subList(1, 2))).containsExactly(2);
            receiver.stop(10_000);
            assertThat(recordsOf(wc, cut.subList(1, 2))).containsExactly(2);
        }
    }

    @Test
    default void severalReceivers_runAtOnce_onAnEngineOfOneTask() throws Exception {
        try (WaterclockContext wc = open(1)) {
            List<Played> programs = List.of(new Played(), new Played(), new Played());
            List<HostedReceiver> receivers = new ArrayList<>();
            for (Played program : programs) {
                receivers.add(wc.engine().host("one of three", program, new Heard()));
            }
            for (Played program : programs) {
                program.awaitStart();
                program.store(programs.indexOf(program));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(recordsOf(wc, receivers.get(i).cut())).containsExactly(i);
            }
        }
    }

    @Test
    default void cutsAndStoresAtOnce_loseNothingAndRepeatNothing() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Played program = new Played();
            HostedReceiver receiver = wc.engine().host("busy", program, new Heard());
            program.awaitStart();
            FutureTask<Void> storing = meanwhile(() -> {
                for (int i = 0; i < 2000; i++) {
                    program.store(i);
                }
                return null;
            });
            List<BlockRef> all = new ArrayList<>();
            while (!storing.isDone()) {
                all.addAll(receiver.cut());
            }
            resultOf(storing);
            all.addAll(receiver.cut());
            assertThat(recordsOf(wc, all)).isEqualTo(List.<Object>copyOf(range(0, 2000)));
        }
    }

    @Test
    default void close_stopsReceivers_andDropsTheirBlocks() throws Exception {
        Played program = new Played();
        Heard heard = new Heard();
        List<BlockRef> cut;
        HostedReceiver receiver;
        try (WaterclockContext wc = open(2)) {
            receiver = wc.engine().host("numbers", program, heard);
            program.awaitStart();
            program.store(1);
            cut = receiver.cut();
        }
        assertThat(program.probe.seen()).contains("stop");
        assertThat(heard.probe.hits()).isZero();
        assertThat(failureOf(() -> cut.get(0).fetch()).code()).isEqualTo(ErrorCode.BLOCK_MISSING);
        receiver.stop(0);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            assertThat(thread.getName()).doesNotContain("numbers");
        }
    }

    @Test
    default void threadsOfAReceiver_areNamedAfterIt() throws Exception {
        try (WaterclockContext wc = open(2)) {
            Probe names = Probe.create();
            Played program = new Played() {
                private static final long serialVersionUID = 1L;

                @Override
                public void start(ReceiverHost host) throws Exception {
                    names.saw(Thread.currentThread().getName());
                    super.start(host);
                }
            };
            wc.engine().host("orders", program, new Heard());
            program.awaitStart();
            assertThat((String) names.seen().get(0)).startsWith("waterclock-").contains("orders");
        }
    }
}
