// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.batch;

import io.waterclock.WaterclockException;
import io.waterclock.engine.WallClock;
import io.waterclock.streaming.listener.ListenerBus;
import io.waterclock.streaming.listener.ReceiverInfo;
import io.waterclock.streaming.listener.StreamingListenerReceiverError;
import io.waterclock.streaming.listener.StreamingListenerReceiverStarted;
import io.waterclock.streaming.listener.StreamingListenerReceiverStopped;
import io.waterclock.streaming.receiver.ReceiverListener;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells listeners what becomes of receivers, and the run when one is beyond help. */
final class ReceiverReports implements ReceiverListener {
    private static final ReceiverInfo UNKNOWN = new ReceiverInfo(-1, "", false, "", "", "", "", -1);

    private final ListenerBus bus;
    private final WallClock wall;
    private final Consumer<WaterclockException> failures;
    private final Map<Integer, ReceiverInfo> latest = new ConcurrentHashMap<>();

    ReceiverReports(ListenerBus bus, WallClock wall, Consumer<WaterclockException> failures) {
        this.bus = bus;
        this.wall = wall;
        this.failures = failures;
    }

    @Override
    public void receiverStarted(int streamId, String name, String location) {
        ReceiverInfo before = latest.getOrDefault(streamId, UNKNOWN);
        ReceiverInfo now = new ReceiverInfo(
                streamId,
                name,
                true,
                location,
                location,
                before.lastErrorMessage(),
                before.lastError(),
                before.lastErrorTime());
        latest.put(streamId, now);
        bus.postWithoutWaiting(new StreamingListenerReceiverStarted(now));
    }

    @Override
    public void receiverError(int streamId, String name, String message, @Nullable Throwable cause) {
        ReceiverInfo now = withError(streamId, name, true, message, cause);
        bus.postWithoutWaiting(new StreamingListenerReceiverError(now));
    }

    @Override
    public void receiverStopped(int streamId, String name, String message, @Nullable Throwable cause) {
        ReceiverInfo now = withError(streamId, name, false, message, cause);
        bus.postWithoutWaiting(new StreamingListenerReceiverStopped(now));
    }

    @Override
    public void receiverFailed(int streamId, String name, WaterclockException failure) {
        failures.accept(failure);
    }

    private ReceiverInfo withError(
            int streamId, String name, boolean active, String message, @Nullable Throwable cause) {
        String location = latest.getOrDefault(streamId, UNKNOWN).location();
        ReceiverInfo now = new ReceiverInfo(
                streamId, name, active, location, location, message, trace(cause), wall.currentTimeMs());
        latest.put(streamId, now);
        return now;
    }

    private static String trace(@Nullable Throwable cause) {
        if (cause == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
