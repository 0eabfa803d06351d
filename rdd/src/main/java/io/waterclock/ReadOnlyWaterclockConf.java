// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Settings that can be read. */
public interface ReadOnlyWaterclockConf {

    /** @throws NoSuchElementException when the key isn't set */
    String get(String key);

    String get(String key, String defaultValue);

    Optional<String> getOption(String key);

    boolean contains(String key);

    int getInt(String key, int defaultValue);

    long getLong(String key, long defaultValue);

    double getDouble(String key, double defaultValue);

    boolean getBoolean(String key, boolean defaultValue);

    /** A time in milliseconds; {@code 200ms}, {@code 5s}, {@code 2m}, or a plain number of milliseconds. */
    long getTimeAsMs(String key, String defaultValue);

    /** A size in bytes; {@code 64k}, {@code 32m}, {@code 1g}, or a plain number of bytes. */
    long getSizeAsBytes(String key, String defaultValue);

    /** All settings, by key, in the order of the keys. */
    Map<String, String> getAll();

    /** A line a setting. */
    String toDebugString();
}
