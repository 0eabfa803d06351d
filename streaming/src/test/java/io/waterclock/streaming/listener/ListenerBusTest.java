// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.streaming.Time;
import io.waterclock.streaming.loop.ThreadRooms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ListenerBusTest {

    private static StreamingListenerStreamingStarted event(long n) {
        return new StreamingListenerStreamingStarted(n);
    }

    private static StreamingListener writing(List<Long> to) {
        return new StreamingListener() {
            @Override
            public void onStreamingStarted(StreamingListenerStreamingStarted e) {
                to.add(e.time());
            }
        };
    }

    @Test
    void turnedByHand_tellsOneEventATurn_inOrder_untilClosed() {
        ListenerBus bus = new ListenerBus(10);
        List<Long> heard = new ArrayList<>();
        bus.add(writing(heard));
        bus.post(event(1));
        bus.post(event(2));
        assertThat(bus.turn()).isTrue();
        assertThat(heard).containsExactly(1L);
        bus.close();
        assertThat(bus.turn()).isTrue();
        assertThat(bus.hasEnded()).isFalse();
        assertThat(bus.turn()).isFalse();
        assertThat(bus.hasEnded()).isTrue();
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void listenerThatFails_andCanNotSayWhatItIs_harmsNobody() {
        ListenerBus bus = new ListenerBus(10);
        List<Long> heard = new ArrayList<>();
        bus.add(new StreamingListener() {
            @Override
            public void onStreamingStarted(StreamingListenerStreamingStarted e) {
                throw new IllegalStateException("bad");
            }

            @Override
            public String toString() {
                throw new IllegalStateException("worse");
            }
        });
        bus.add(writing(heard));
        bus.post(event(1));
        assertThat(bus.turn()).isTrue();
        assertThat(heard).containsExactly(1L);
    }

    @Test
    void withoutListeners_nothingIsKept() {
        ListenerBus bus = new ListenerBus(1);
        bus.post(event(1));
        bus.post(event(2));
        assertThat(bus.turn()).isFalse();
    }

    @Test
    void fullQueue_turnedByHand_isTurnedByWhoPosts() {
        ListenerBus bus = new ListenerBus(2);
        List<Long> heard = new ArrayList<>();
        bus.add(writing(heard));
        for (int i = 0; i < 5; i++) {
            bus.post(event(i));
        }
        assertThat(heard).containsExactly(0L, 1L, 2L);
    }

    @Test
    void fullQueue_holdsThePosterBack_andLosesNothing() throws InterruptedException {
        ListenerBus bus = new ListenerBus(2);
        List<Long> heard = new ArrayList<>();
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch atFirst = new CountDownLatch(1);
        AtomicInteger posted = new AtomicInteger();
        bus.add(new StreamingListener() {
            @Override
            public void onStreamingStarted(StreamingListenerStreamingStarted e) {
                atFirst.countDown();
                await(goOn);
                heard.add(e.time());
            }
        });
        ThreadRooms rooms = new ThreadRooms("test");
        rooms.open(bus, e -> {});
        Thread poster = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                bus.post(event(i));
                posted.incrementAndGet();
            }
        });
        poster.start();
        atFirst.await();
        // it may wait once before the first event has been taken out
        while (posted.get() < 3 || poster.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(posted).hasValue(3); // one is being told, two are queued
        bus.postWithoutWaiting(event(-1));
        goOn.countDown();
        poster.join();
        bus.close();
        assertThat(rooms.awaitEnd(bus, 60_000)).isTrue();
        assertThat(heard).hasSize(100).isSorted().doesNotContain(-1L);
    }

    @Test
    void abandon_letsAPosterGo() throws InterruptedException {
        ListenerBus bus = new ListenerBus(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        bus.add(new StreamingListener() {
            @Override
            public void onStreamingStarted(StreamingListenerStreamingStarted e) {
                inside.countDown();
                await(never);
            }
        });
        ThreadRooms rooms = new ThreadRooms("test");
        rooms.open(bus, e -> {});
        bus.post(event(1));
        inside.await();
        Thread poster = new Thread(() -> {
            bus.post(event(2));
            bus.post(event(3));
        });
        poster.start();
        while (poster.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        bus.abandon();
        poster.join();
        rooms.interrupt(bus);
        assertThat(rooms.awaitEnd(bus, 60_000)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void delays_areThereWhenTheirEndsAre() {
        BatchInfo waiting =
                new BatchInfo(new Time(1), Map.of(), 100, OptionalLong.empty(), OptionalLong.empty(), Map.of());
        assertThat(waiting.schedulingDelay()).isEmpty();
        assertThat(waiting.totalDelay()).isEmpty();
        BatchInfo done = new BatchInfo(
                new Time(1),
                Map.of(1, new StreamInputInfo(1, 5), 2, new StreamInputInfo(2, 6)),
                100,
                OptionalLong.of(130),
                OptionalLong.of(200),
                Map.of());
        assertThat(done.schedulingDelay()).hasValue(30);
        assertThat(done.processingDelay()).hasValue(70);
        assertThat(done.totalDelay()).hasValue(100);
        assertThat(done.numRecords()).isEqualTo(11);
    }

    @Test
    void statsReport_showsPercentilesOfTheLastBatches() {
        StatsReportListener stats = new StatsReportListener(3);
        for (int delay : new int[] {1000, 10, 30, 20}) {
            stats.onBatchCompleted(new StreamingListenerBatchCompleted(
                    new BatchInfo(new Time(delay), Map.of(), 0, OptionalLong.of(0), OptionalLong.of(delay), Map.of())));
        }
        assertThat(stats.report("Total delay", BatchInfo::totalDelay))
                .isEqualTo("Total delay of the last 3 batches, in ms: 0%=10 5%=10 10%=10 25%=10 50%=20 75%=30 90%=30"
                        + " 95%=30 100%=30 mean=20.0");
    }
}
