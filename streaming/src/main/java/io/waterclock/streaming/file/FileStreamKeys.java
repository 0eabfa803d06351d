// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.ConfigKey;
import io.waterclock.ConfigKeys;
import io.waterclock.WaterclockConf;
import java.util.List;

/** The settings of streams of files. */
public final class FileStreamKeys implements ConfigKeys {
    public static final ConfigKey<Long> MIN_REMEMBER = ConfigKey.ofTimeMs(
            "waterclock.streaming.fileStream.minRememberDuration",
            null,
            1,
            "how old a file may be, by its time of change, when a batch takes it, and how long a batch's files are remembered so as not to be"
                    + " taken again; rounded up to whole batches. When not set, what minRememberDuration says");
    public static final ConfigKey<Long> MIN_REMEMBER_BEFORE =
            ConfigKey.ofTimeMs("waterclock.streaming.minRememberDuration", "60s", 1, "the former name of the same");

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(MIN_REMEMBER, MIN_REMEMBER_BEFORE);
    }

    /** The window of a stream, in milliseconds: whole batches. */
    static long windowMs(WaterclockConf conf, long batchMs) {
        long wantedMs = conf.get(conf.contains(MIN_REMEMBER.name()) ? MIN_REMEMBER : MIN_REMEMBER_BEFORE);
        long batches = (wantedMs - 1) / batchMs + 1;
        long most = Long.MAX_VALUE / 4; // far from overflowing when it is taken from a time
        return batches > most / batchMs ? most : batches * batchMs;
    }
}
