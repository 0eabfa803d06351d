// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import io.waterclock.codec.RandomValues.Colour;
import io.waterclock.codec.RandomValues.Everything;
import io.waterclock.codec.RandomValues.Point;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What {@code records-1.bin} holds. It was written once, and stays; {@link #main} writes that of another version of the format. */
final class GoldenFile {
    private GoldenFile() {}

    static Codecs codecs() {
        return new Codecs()
                .register(Point.class, Everything.class, Colour.class)
                .register(CodecsTest.Money.class, "money", CodecsTest.MONEY);
    }

    static List<@Nullable Object> records() {
        List<@Nullable Object> records = new ArrayList<>(Arrays.asList(
                null,
                true,
                false,
                (byte) -1,
                (short) -300,
                'ş',
                0,
                -1,
                63,
                64,
                -65,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                -0.0f,
                Float.NaN,
                -0.0,
                Double.NaN,
                Double.longBitsToDouble(0x7FF8_0000_0000_0001L),
                Math.PI,
                "",
                "plain",
                "latin ÿ",
                "wide €\uD83D\uDE00",
                "lone \uD83D",
                "x".repeat(70_000),
                "ğ".repeat(9_000)));
        records.addAll(Arrays.asList(
                new boolean[] {true, false},
                new byte[] {1, -1},
                new short[] {1, -1},
                new char[] {'a', '€'},
                new int[] {1, Integer.MIN_VALUE},
                new long[] {1, Long.MIN_VALUE},
                new float[] {1, -0.0f},
                new double[] {1, -0.0},
                new Object[] {1, "a", null},
                new String[] {"a", null},
                new int[][] {{1}, null}));
        records.addAll(Arrays.asList(
                new Tuple2<>("a", 1),
                new Tuple3<>(1, 2L, 3.0),
                new Tuple4<>(null, null, "x", 'c'),
                new ArrayList<>(List.of(1, "2")),
                new LinkedList<>(List.of(1)),
                new ArrayDeque<>(List.of(1, 2)),
                new LinkedHashSet<>(List.of("b", "a")),
                new LinkedHashMap<>(Collections.singletonMap("k", null)),
                new TreeMap<>(java.util.Map.of("b", 1, "a", 2)),
                Optional.empty(),
                Optional.of("o")));
        records.addAll(Arrays.asList(
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("-1.50"),
                new UUID(1, -2),
                Instant.ofEpochSecond(-1, 5),
                Duration.ofMillis(-1_500),
                LocalDate.of(2024, 2, 29),
                LocalTime.of(23, 59, 59, 1),
                ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, ZoneId.of("Europe/Berlin"))
                        .withLaterOffsetAtOverlap(),
                Locale.forLanguageTag("tr-TR"),
                BitSet.valueOf(new long[] {5}),
                EnumSet.of(Colour.GREEN),
                EnumSet.noneOf(Colour.class)));
        Point point = new Point(1, 2.5, "p");
        records.addAll(Arrays.asList(
                Colour.RED,
                Colour.GREEN,
                point,
                new CodecsTest.Money(-12345),
                new Everything(
                        true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, List.of(point), new Point[] {point, null})));
        return records;
    }

    public static void main(String[] args) throws Exception {
        try (OutputStream out = Files.newOutputStream(Path.of(args[0]));
                RecordWriter writer = new RecordWriter(out, codecs(), RecordWriter.Mode.DURABLE)) {
            for (Object record : records()) {
                writer.write(record);
            }
        }
    }
}
