// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values that can be shared between tasks because nobody can change them. */
public final class Immutables {
    private static final Set<Class<?>> KNOWN = Set.of(
            String.class,
            Integer.class,
            Long.class,
            Double.class,
            Float.class,
            Short.class,
            Byte.class,
            Character.class,
            Boolean.class,
            java.math.BigInteger.class,
            java.math.BigDecimal.class,
            java.util.UUID.class,
            java.util.Locale.class,
            java.util.Currency.class,
            java.util.regex.Pattern.class,
            java.net.URI.class,
            java.time.Duration.class,
            java.time.Instant.class,
            java.time.LocalDate.class,
            java.time.LocalTime.class,
            java.time.LocalDateTime.class,
            java.time.ZonedDateTime.class,
            java.time.OffsetDateTime.class,
            java.time.Period.class,
            java.time.ZoneOffset.class);
    private static final int MAX_DEPTH = 8;

    private Immutables() {}

    /** Whether the class says that no instance can be changed, whatever its content. */
    public static boolean isKnownImmutable(Class<?> type) {
        return type.isPrimitive() || KNOWN.contains(type) || type.isEnum() || type == Class.class;
    }

    /** Whether this value can't be changed: null, a known class, or a record of such values. False when unsure. */
    public static boolean isKnownImmutable(@Nullable Object value) {
        return isKnownImmutable(value, MAX_DEPTH);
    }

    private static boolean isKnownImmutable(@Nullable Object value, int depth) {
        if (value == null || value instanceof Enum<?> || isKnownImmutable(value.getClass())) {
            return true;
        }
        return depth > 0 && value instanceof Record && isImmutableRecord((Record) value, depth);
    }

    private static boolean isImmutableRecord(Record value, int depth) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            if (isKnownImmutable(component.getType())) {
                continue;
            }
            try {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                if (!isKnownImmutable(accessor.invoke(value), depth - 1)) {
                    return false;
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                return false; // can't look inside: unsure
            }
        }
        return true;
    }
}
