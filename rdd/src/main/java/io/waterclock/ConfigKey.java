// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, default, unit, range and reason. A module declares its keys once and gives them to {@link ConfigKeys}.
 *
 * @param name begins with {@code waterclock.}
 * @param defaultText as a user would write it; null when there is none
 * @param range what is allowed, in words, for the error
 * @param reason what it is for
 */
public record ConfigKey<T>(
        String name,
        @Nullable String defaultText,
        String range,
        String reason,
        Function<String, T> parser,
        Predicate<T> allowed) {

    private static final Pattern AMOUNT = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*([a-z]*)");

    public static ConfigKey<String> ofString(String name, @Nullable String defaultText, String reason) {
        return new ConfigKey<>(name, defaultText, "any text", reason, text -> text, text -> true);
    }

    public static ConfigKey<Boolean> ofBoolean(String name, boolean defaultValue, String reason) {
        return new ConfigKey<>(
                name, Boolean.toString(defaultValue), "true or false", reason, ConfigKey::parseBoolean, value -> true);
    }

    public static ConfigKey<Integer> ofInt(String name, @Nullable String defaultText, int min, int max, String reason) {
        return new ConfigKey<>(
                name,
                defaultText,
                "a whole number from " + min + " to " + max,
                reason,
                text -> Integer.valueOf(text.trim()),
                value -> value >= min && value <= max);
    }

    public static ConfigKey<Long> ofLong(String name, @Nullable String defaultText, long min, String reason) {
        return new ConfigKey<>(
                name,
                defaultText,
                "a whole number from " + min,
                reason,
                text -> Long.valueOf(text.trim()),
                v -> v >= min);
    }

    /** A number from 0 to 1. */
    public static ConfigKey<Double> ofFraction(String name, @Nullable String defaultText, String reason) {
        return new ConfigKey<>(
                name,
                defaultText,
                "a number from 0 to 1",
                reason,
                text -> Double.valueOf(text.trim()),
                value -> value >= 0 && value <= 1);
    }

    /** A time in milliseconds, written as {@code 200ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 1d} or a plain number of ms. */
    public static ConfigKey<Long> ofTimeMs(String name, @Nullable String defaultText, long minMs, String reason) {
        return new ConfigKey<>(
                name,
                defaultText,
                "a time from " + minMs + "ms, such as 200ms, 5s, 2m, 1h",
                reason,
                ConfigKey::parseTimeMs,
                value -> value >= minMs);
    }

    /** A size in bytes, written as {@code 64k}, {@code 32m}, {@code 1g} or a plain number of bytes. */
    public static ConfigKey<Long> ofBytes(String name, @Nullable String defaultText, long min, String reason) {
        return new ConfigKey<>(
                name,
                defaultText,
                "a size from " + min + " bytes, such as 64k, 32m, 1g",
                reason,
                ConfigKey::parseBytes,
                value -> value >= min);
    }

    /**
     * The value of a text.
     *
     * @throws WaterclockException with code BAD_CONFIGURATION, naming key, text and range
     */
    public T parse(String text) {
        T value;
        try {
            value = parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw refused(text, e);
        }
        if (!allowed.test(value)) {
            throw refused(text, null);
        }
        return value;
    }

    private WaterclockException refused(String text, @Nullable Exception cause) {
        return new WaterclockException(
                ErrorCode.BAD_CONFIGURATION,
                name + " is \"" + text + "\", but must be " + range
                        + (defaultText == null ? "" : " (default " + defaultText + ")"),
                cause);
    }

    private static Boolean parseBoolean(String text) {
        String lower = text.trim().toLowerCase(Locale.ROOT);
        if (lower.equals("true") || lower.equals("false")) {
            return Boolean.valueOf(lower);
        }
        throw new IllegalArgumentException(text);
    }

    static long parseTimeMs(String text) {
        return parseAmount(text, unit -> switch (unit) {
            case "", "ms" -> 1.0;
            case "us" -> 0.001;
            case "s" -> 1_000.0;
            case "m", "min" -> 60_000.0;
            case "h" -> 3_600_000.0;
            case "d" -> 86_400_000.0;
            default -> 0.0;
        });
    }

    static long parseBytes(String text) {
        return parseAmount(text, unit -> switch (unit) {
            case "", "b" -> 1.0;
            case "k", "kb" -> 1024.0;
            case "m", "mb" -> 1024.0 * 1024;
            case "g", "gb" -> 1024.0 * 1024 * 1024;
            case "t", "tb" -> 1024.0 * 1024 * 1024 * 1024;
            default -> 0.0;
        });
    }

    private static long parseAmount(String text, Function<String, Double> factorOf) {
        Matcher matcher = AMOUNT.matcher(text.trim().toLowerCase(Locale.ROOT));
        double factor = matcher.matches() ? factorOf.apply(matcher.group(2)) : 0;
        if (factor == 0) {
            throw new IllegalArgumentException(text);
        }
        double amount = Double.parseDouble(matcher.group(1)) * factor;
        if (amount != Math.rint(amount) || Math.abs(amount) > Long.MAX_VALUE / 2.0) {
            throw new IllegalArgumentException(text);
        }
        return (long) amount;
    }
}
