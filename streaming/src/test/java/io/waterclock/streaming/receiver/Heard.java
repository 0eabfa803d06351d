// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.WaterclockException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that remembers, one line an event: {@code started}, {@code error: …}, {@code stopped: …}, {@code failed: …}. */
public final class Heard implements ReceiverListener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile WaterclockException failure;

    @Override
    public void receiverStarted(int streamId, String name, String location) {
        events.add("started");
    }

    @Override
    public void receiverError(int streamId, String name, String message, Throwable cause) {
        events.add("error: " + message);
    }

    @Override
    public void receiverStopped(int streamId, String name, String message, Throwable cause) {
        events.add("stopped: " + message);
    }

    @Override
    public void receiverFailed(int streamId, String name, WaterclockException why) {
        failure = why;
        events.add("failed: " + why.getMessage());
    }

    public WaterclockException failure() {
        return failure;
    }

    /** What has been heard since the last call. */
    public List<String> soFar() {
        List<String> all = new ArrayList<>();
        events.drainTo(all);
        return all;
    }

    /** The next event, which must come in good time. */
    public String next() {
        try {
            String event = events.poll(60, TimeUnit.SECONDS);
            assertThat(event).as("an event within a minute").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next event that begins so; those before it are passed over. */
    public String next(String beginning) {
        String event = next();
        while (!event.startsWith(beginning)) {
            event = next();
        }
        return event;
    }
}
