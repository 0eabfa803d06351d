// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.ConfigKey;
import io.waterclock.ConfigKeys;
import java.util.List;

/** The settings of receivers. All limits of this package are here; each default has its reason. */
public final class ReceiverKeys implements ConfigKeys {
    public static final ConfigKey<Long> RESTART_DELAY = ConfigKey.ofTimeMs(
            "waterclock.streaming.receiverRestartDelay",
            "2000ms",
            0,
            "the wait before a receiver is started again; doubled each time that it ended without having stored anything");
    public static final ConfigKey<Long> MAX_RESTART_DELAY = ConfigKey.ofTimeMs(
            "waterclock.streaming.receiver.maxRestartDelay",
            "30s",
            0,
            "how far the doubling goes: an endpoint that comes back is found within this time");
    public static final ConfigKey<Integer> MAX_FAILURES = ConfigKey.ofInt(
            "waterclock.streaming.receiver.maxFailures",
            "4",
            1,
            1_000_000,
            "how many times running a receiver may break (onStart throws, or one of its threads dies of an exception)"
                    + " without having stored anything, before the context fails: that is a mistake in the program");
    public static final ConfigKey<Integer> MAX_RESTARTS = ConfigKey.ofInt(
            "waterclock.streaming.receiver.maxRestarts",
            "-1",
            -1,
            1_000_000,
            "how many times running a receiver is started again, for whatever reason, without having stored anything,"
                    + " before the context fails; -1 is for ever, since an endpoint that is away for a night comes back");
    public static final ConfigKey<Long> STOP_TIMEOUT = ConfigKey.ofTimeMs(
            "waterclock.streaming.receiver.stopTimeout",
            "10s",
            0,
            "how long a receiver's threads are waited for after onStop; those that live on are named in a warning");
    public static final ConfigKey<Long> MAX_BUFFERED_BYTES = ConfigKey.ofBytes(
            "waterclock.streaming.receiver.maxBufferedBytes",
            null,
            64 * 1024,
            "what all receivers of a context together may hold, from the moment of storing until the batch is done with"
                    + " it; each has an equal share, and one that has used its share up is held back. Without it two"
                    + " fifths of the heap: room for a batch that is being received and one that is being processed");
    public static final ConfigKey<Long> MAX_BUFFERED_RECORDS = ConfigKey.ofLong(
            "waterclock.streaming.receiver.maxBufferedRecords",
            "500000",
            1,
            "the same for records whose size can't be told (objects of the program's own classes)");
    public static final ConfigKey<Long> MAX_LINE_BYTES = ConfigKey.ofBytes(
            "waterclock.streaming.receiver.maxLineBytes",
            "8m",
            1,
            "the longest line that a text receiver takes; a sender that never ends its line must not fill the heap");
    public static final ConfigKey<Long> BLOCK_INTERVAL = ConfigKey.ofTimeMs(
            "waterclock.streaming.blockInterval",
            "200ms",
            1,
            "accepted because programs set it, and not used: the batch boundary cuts a receiver's buffer, and the number"
                    + " of partitions follows from its size");

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(
                RESTART_DELAY,
                MAX_RESTART_DELAY,
                MAX_FAILURES,
                MAX_RESTARTS,
                STOP_TIMEOUT,
                MAX_BUFFERED_BYTES,
                MAX_BUFFERED_RECORDS,
                MAX_LINE_BYTES,
                BLOCK_INTERVAL);
    }
}
