// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.playLong;
import static io.waterclock.proofs.Together.run;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link ListenerBus}: each event that several threads post is told once, also while the bus closes. */
class ListenerBusProof {

    private static ListenerBus bus(AtomicInteger told) {
        ListenerBus bus = new ListenerBus(10);
        bus.add(new StreamingListener() {
            @Override
            public void onStreamingStarted(StreamingListenerStreamingStarted event) {
                told.incrementAndGet();
            }
        });
        return bus;
    }

    private static void toTheEnd(ListenerBus bus) {
        while (bus.turn()) {
            // one more
        }
    }

    /** Without the monitor an event is lost, or told twice. */
    @Test
    void eventsOfTwoThreads_areToldOnce() {
        playLong(() -> {
            AtomicInteger told = new AtomicInteger();
            ListenerBus bus = bus(told);
            run(() -> bus.post(new StreamingListenerStreamingStarted(1)), () -> {
                bus.postWithoutWaiting(new StreamingListenerStreamingStarted(2));
                bus.turn();
            });
            toTheEnd(bus);
            expect(told.get() == 2, "told " + told + " of 2");
        });
    }

    /** What was posted before the close is told, and then it ends. */
    @Test
    void busThatCloses_tellsWhatItHas_andEnds() {
        playLong(() -> {
            AtomicInteger told = new AtomicInteger();
            ListenerBus bus = bus(told);
            bus.post(new StreamingListenerStreamingStarted(1));
            bus.post(new StreamingListenerStreamingStarted(2));
            run(bus::close, () -> toTheEnd(bus));
            toTheEnd(bus);
            expect(told.get() == 2 && bus.hasEnded(), "told " + told + ", ended " + bus.hasEnded());
        });
    }
}
