// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values of all built-in kinds, nested. */
final class RandomValues {
    record Point(int x, double y, String name) {}

    record Everything(
            boolean z,
            byte b,
            short s,
            char c,
            int i,
            long j,
            float f,
            double d,
            @Nullable Object o,
            Point[] points) {}

    record Nothing() {}

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "a constant with a class of its own";
            }
        },
        BLUE
    }

    private static final char[] CHARS = {'a', 'z', '0', ' ', '\0', 'é', 'ÿ', 'Ā', '€', '\uD83D', '\uDE00', '\uFFFF'};

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    @Nullable
    Object value(int depth) {
        return depth == 0 || random.nextInt(3) == 0 ? leaf() : nested(depth - 1);
    }

    private @Nullable Object leaf() {
        return switch (random.nextInt(26)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (byte) random.nextInt();
            case 3 -> (short) random.nextInt();
            case 4 -> (char) random.nextInt();
            case 5 -> number();
            case 6 -> (int) number();
            case 7 -> Float.intBitsToFloat(random.nextInt());
            case 8 -> Double.longBitsToDouble(random.nextLong());
            case 9 ->
                new double[] {0.0, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY}[random.nextInt(5)];
            case 10, 11 -> string(random.nextInt(20));
            case 12 -> string(random.nextInt(30_000));
            case 13 -> bytes();
            case 14 -> random.ints(random.nextInt(8)).toArray();
            case 15 -> random.doubles(random.nextInt(8)).toArray();
            case 16 -> new BigInteger(random.nextInt(200), random).negate();
            case 17 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(100) - 50);
            case 18 -> new UUID(random.nextLong(), random.nextLong());
            case 19 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 20 -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000));
            case 21 -> LocalDate.ofEpochDay(random.nextInt(1_000_000) - 500_000);
            case 22 -> ZonedDateTime.of(dateTime(), ZoneId.of("America/Bahia_Banderas"));
            case 23 -> Colour.values()[random.nextInt(3)];
            case 24 -> DayOfWeek.of(1 + random.nextInt(7));
            default -> new Nothing();
        };
    }

    private LocalDateTime dateTime() {
        return LocalDateTime.ofEpochSecond(random.nextInt(), 0, java.time.ZoneOffset.UTC);
    }

    private long number() {
        return random.nextLong() >> random.nextInt(64);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 200_000 : 30)];
        random.nextBytes(bytes);
        return bytes;
    }

    String string(int length) {
        int kinds = 1 + random.nextInt(CHARS.length);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(CHARS[random.nextInt(kinds)]);
        }
        return text.toString();
    }

    private Object nested(int depth) {
        return switch (random.nextInt(18)) {
            case 0, 1 -> new Tuple2<>(value(depth), value(depth));
            case 2 -> new Tuple3<>(value(depth), value(depth), value(depth));
            case 3 -> new Tuple4<>(value(depth), value(depth), value(depth), value(depth));
            case 4 -> new ArrayList<>(list(depth));
            case 5 -> new LinkedList<>(list(depth));
            case 6 -> Arrays.asList(list(depth).toArray());
            case 7 -> Collections.unmodifiableList(list(depth));
            case 8 -> list(depth).toArray();
            case 9 -> new String[] {string(3), null, string(5)};
            case 10 -> new int[][] {{1, 2}, {}, null, {random.nextInt()}};
            case 11 -> new HashMap<>(map(depth));
            case 12 -> new LinkedHashMap<>(map(depth));
            case 13 -> sorted(depth);
            case 14 -> random.nextBoolean() ? new HashSet<>(strings()) : new LinkedHashSet<>(strings());
            case 15 -> Optional.ofNullable(value(depth));
            case 16 -> random.nextBoolean() ? EnumSet.noneOf(Colour.class) : EnumSet.of(Colour.GREEN, Colour.BLUE);
            default -> everything(depth);
        };
    }

    private Everything everything(int depth) {
        Point point = new Point(random.nextInt(), random.nextDouble(), string(4));
        return new Everything(
                random.nextBoolean(),
                (byte) random.nextInt(),
                (short) random.nextInt(),
                (char) random.nextInt(),
                random.nextInt(),
                random.nextLong(),
                random.nextFloat(),
                -0.0,
                value(depth),
                random.nextBoolean() ? new Point[] {point, null} : new Point[0]);
    }

    private List<@Nullable Object> list(int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(value(depth));
        }
        return list;
    }

    private Collection<String> strings() {
        Collection<String> strings = new ArrayDeque<>();
        for (int i = random.nextInt(9); i > 0; i--) {
            strings.add(string(random.nextInt(9)));
        }
        return strings;
    }

    private Map<Object, @Nullable Object> map(int depth) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            map.put(string(5), value(depth));
        }
        return map;
    }

    private Map<Object, @Nullable Object> sorted(int depth) {
        Map<Object, @Nullable Object> sorted =
                random.nextBoolean() ? new TreeMap<>() : new TreeMap<>(Collections.reverseOrder());
        sorted.putAll(map(depth));
        return sorted;
    }

    /** Equal as far as a reader can see: contents, order, bits of floating point, and arrays element by element. */
    static String picture(@Nullable Object value) {
        if (value instanceof Double) {
            return "d" + Double.doubleToRawLongBits((Double) value);
        }
        if (value instanceof Float) {
            return "f" + Float.floatToRawIntBits((Float) value);
        }
        if (value instanceof Optional) {
            return "optional " + picture(((Optional<?>) value).orElse(null));
        }
        if (value instanceof Tuple2) {
            return "(" + picture(((Tuple2<?, ?>) value)._1()) + "," + picture(((Tuple2<?, ?>) value)._2()) + ")";
        }
        if (value instanceof Tuple3) {
            Tuple3<?, ?, ?> tuple = (Tuple3<?, ?, ?>) value;
            return "(" + picture(tuple._1()) + "," + picture(tuple._2()) + "," + picture(tuple._3()) + ")";
        }
        if (value instanceof Tuple4) {
            Tuple4<?, ?, ?, ?> tuple = (Tuple4<?, ?, ?, ?>) value;
            return "(" + picture(tuple._1()) + "," + picture(tuple._2()) + "," + picture(tuple._3()) + ","
                    + picture(tuple._4()) + ")";
        }
        if (value instanceof Everything) {
            Everything e = (Everything) value;
            return e.z + " " + e.b + " " + e.s + " " + (int) e.c + " " + e.i + " " + e.j + " " + picture(e.f) + " "
                    + picture(e.d) + " " + picture(e.o) + " " + picture(e.points);
        }
        if (value instanceof Map) {
            List<String> entries = new ArrayList<>();
            ((Map<?, ?>) value).forEach((k, v) -> entries.add(picture(k) + "=" + picture(v)));
            return pictureOf(value, value.getClass() == HashMap.class, entries);
        }
        if (value instanceof Collection) {
            List<String> elements = new ArrayList<>();
            ((Collection<?>) value).forEach(each -> elements.add(picture(each)));
            return pictureOf(value, value.getClass() == HashSet.class, elements);
        }
        if (value != null && value.getClass().isArray()) {
            StringBuilder text = new StringBuilder(value.getClass().getName()).append('[');
            for (int i = 0; i < java.lang.reflect.Array.getLength(value); i++) {
                text.append(picture(java.lang.reflect.Array.get(value, i))).append(';');
            }
            return text.append(']').toString();
        }
        return value == null ? "null" : value.getClass().getName() + " " + value;
    }

    private static String pictureOf(Object value, boolean anyOrder, List<String> parts) {
        if (anyOrder) {
            Collections.sort(parts);
        }
        boolean named = java.lang.reflect.Modifier.isPublic(value.getClass().getModifiers());
        return (named ? value.getClass().getName() : "java.util.ArrayList") + parts;
    }
}
