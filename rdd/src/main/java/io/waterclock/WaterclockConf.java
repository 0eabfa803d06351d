// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a program, by key. A context copies it when it is made; changes after that have no effect.
 *
 * <p>Keys of ours begin with {@code waterclock.}; one that no module knows is refused by the context, with the nearest
 * name. Other keys pass. System properties that begin with {@code waterclock.} are read by {@link #WaterclockConf()}.
 * Setting is not safe for several threads at once.
 */
public final class WaterclockConf implements ReadOnlyWaterclockConf, Serializable, Cloneable {
    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> settings = new TreeMap<>();

    /** With the system properties that begin with {@code waterclock.}. */
    public WaterclockConf() {
        this(true);
    }

    /**
     * @param loadDefaults whether system properties are read
     */
    public WaterclockConf(boolean loadDefaults) {
        if (loadDefaults) {
            for (String key : System.getProperties().stringPropertyNames()) {
                String value = System.getProperty(key);
                if (key.startsWith("waterclock.") && value != null) {
                    settings.put(key, value);
                }
            }
        }
    }

    public WaterclockConf set(String key, String value) {
        requireNonNull(key, "A key");
        requireNonNull(value, "The value of " + key);
        settings.put(key, value);
        return this;
    }

    public WaterclockConf setIfMissing(String key, String value) {
        if (!contains(key)) {
            set(key, value);
        }
        return this;
    }

    public WaterclockConf setAll(Map<String, String> all) {
        all.forEach(this::set);
        return this;
    }

    public WaterclockConf remove(String key) {
        settings.remove(key);
        return this;
    }

    /** The master URL, such as {@code local[2]}. */
    public WaterclockConf setMaster(String master) {
        return set(CoreKeys.MASTER.name(), master);
    }

    /** The program's name, for people. */
    public WaterclockConf setAppName(String name) {
        return set(CoreKeys.APP_NAME.name(), name);
    }

    /** Told by {@link WaterclockContext#getWaterclockHome}. */
    public WaterclockConf setWaterclockHome(String home) {
        return set("waterclock.home", home);
    }

    /** The jars of the program, for the workers of a cluster; on one machine they have no effect. */
    public WaterclockConf setJars(String[] jars) {
        return set("waterclock.jars", String.join(",", jars));
    }

    /** Accepted without an effect: Kryo isn't used, and codecs need no list of classes. */
    public WaterclockConf registerKryoClasses(Class<?>[] classes) {
        String names = Arrays.stream(classes).map(Class::getName).collect(Collectors.joining(","));
        return set("waterclock.kryo.classesToRegister", names);
    }

    /**
     * @throws NoSuchElementException when the key isn't set
     */
    @Override
    public String get(String key) {
        String value = settings.get(key);
        if (value == null) {
            throw new NoSuchElementException(key + " is not set");
        }
        return value;
    }

    @Override
    public String get(String key, String defaultValue) {
        return settings.getOrDefault(key, defaultValue);
    }

    @Override
    public Optional<String> getOption(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    @Override
    public boolean contains(String key) {
        return settings.containsKey(key);
    }

    @Override
    public int getInt(String key, int defaultValue) {
        return parsed(key, defaultValue, ConfigKey.ofInt(key, null, Integer.MIN_VALUE, Integer.MAX_VALUE, ""));
    }

    @Override
    public long getLong(String key, long defaultValue) {
        return parsed(key, defaultValue, ConfigKey.ofLong(key, null, Long.MIN_VALUE, ""));
    }

    @Override
    public double getDouble(String key, double defaultValue) {
        ConfigKey<Double> number = new ConfigKey<>(key, null, "a number", "", Double::valueOf, value -> true);
        return parsed(key, defaultValue, number);
    }

    @Override
    public boolean getBoolean(String key, boolean defaultValue) {
        return parsed(key, defaultValue, ConfigKey.ofBoolean(key, defaultValue, ""));
    }

    /** A time in milliseconds; {@code 200ms}, {@code 5s}, {@code 2m}, or a plain number of milliseconds. */
    @Override
    public long getTimeAsMs(String key, String defaultValue) {
        return ConfigKey.ofTimeMs(key, null, Long.MIN_VALUE, "").parse(get(key, defaultValue));
    }

    /** A size in bytes; {@code 64k}, {@code 32m}, {@code 1g}, or a plain number of bytes. */
    @Override
    public long getSizeAsBytes(String key, String defaultValue) {
        return ConfigKey.ofBytes(key, null, Long.MIN_VALUE, "").parse(get(key, defaultValue));
    }

    /**
     * The value of a declared key, its default when it isn't set.
     *
     * @throws WaterclockException with code BAD_CONFIGURATION when the value can't be used
     * @throws NoSuchElementException when it isn't set and has no default
     */
    public <T> T get(ConfigKey<T> key) {
        String text = settings.get(key.name());
        if (text == null) {
            text = key.defaultText();
        }
        if (text == null) {
            throw new NoSuchElementException(key.name() + " is not set");
        }
        return key.parse(text);
    }

    /** All settings, by key, in the order of the keys. */
    @Override
    public Map<String, String> getAll() {
        return new TreeMap<>(settings);
    }

    /** A line a setting. */
    @Override
    public String toDebugString() {
        StringBuilder lines = new StringBuilder();
        settings.forEach(
                (key, value) -> lines.append(key).append('=').append(value).append('\n'));
        return lines.toString();
    }

    @Override
    public WaterclockConf clone() {
        WaterclockConf copy = new WaterclockConf(false);
        copy.settings.putAll(settings);
        return copy;
    }

    private <T> T parsed(String key, T defaultValue, ConfigKey<T> as) {
        String text = settings.get(key);
        return text == null ? defaultValue : as.parse(text);
    }

    private static void requireNonNull(@Nullable String value, String what) {
        if (value == null) {
            throw new IllegalArgumentException(what + " can't be null");
        }
    }
}
