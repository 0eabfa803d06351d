// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import io.waterclock.codec.Codec.Reader;
import io.waterclock.codec.Codec.Writer;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** The codecs of the JDK's types that are not in every stream. */
final class BuiltIns {
    private BuiltIns() {}

    static final List<CodecType<?>> ALL = all();

    /** Classes that durable streams may name from the start, for themselves or as element types of arrays. */
    static final Map<String, Class<?>> CLASSES = classes();

    private static List<CodecType<?>> all() {
        List<CodecType<?>> all = new ArrayList<>();
        numbers(all);
        points(all);
        dates(all);
        others(all);
        return List.copyOf(all);
    }

    private static <T> void add(List<CodecType<?>> to, Class<T> type, Writer<T> writer, Reader<T> reader) {
        to.add(new CodecType<>(type, type.getName(), Codec.of(writer, reader)));
    }

    private static void numbers(List<CodecType<?>> to) {
        add(
                to,
                BigInteger.class,
                (value, out) -> out.writeBytes(value.toByteArray()),
                in -> new BigInteger(in.readBytes()));
        add(
                to,
                BigDecimal.class,
                (value, out) -> {
                    out.writeBytes(value.unscaledValue().toByteArray());
                    out.writeInt(value.scale());
                },
                in -> new BigDecimal(new BigInteger(in.readBytes()), in.readInt()));
        add(
                to,
                UUID.class,
                (value, out) -> {
                    out.writeFixedLong(value.getMostSignificantBits());
                    out.writeFixedLong(value.getLeastSignificantBits());
                },
                in -> new UUID(in.readFixedLong(), in.readFixedLong()));
        add(
                to,
                OptionalInt.class,
                (value, out) -> {
                    out.writeBoolean(value.isPresent());
                    out.writeInt(value.orElse(0));
                },
                in -> present(in.readBoolean(), in.readInt()));
        add(
                to,
                OptionalLong.class,
                (value, out) -> {
                    out.writeBoolean(value.isPresent());
                    out.writeLong(value.orElse(0));
                },
                in -> present(in.readBoolean(), in.readLong()));
        add(
                to,
                OptionalDouble.class,
                (value, out) -> {
                    out.writeBoolean(value.isPresent());
                    out.writeDouble(value.orElse(0));
                },
                in -> present(in.readBoolean(), in.readDouble()));
    }

    private static OptionalInt present(boolean present, int value) {
        return present ? OptionalInt.of(value) : OptionalInt.empty();
    }

    private static OptionalLong present(boolean present, long value) {
        return present ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static OptionalDouble present(boolean present, double value) {
        return present ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static void points(List<CodecType<?>> to) {
        add(
                to,
                Instant.class,
                (value, out) -> {
                    out.writeLong(value.getEpochSecond());
                    out.writeInt(value.getNano());
                },
                in -> Instant.ofEpochSecond(in.readLong(), in.readInt()));
        add(
                to,
                Duration.class,
                (value, out) -> {
                    out.writeLong(value.getSeconds());
                    out.writeInt(value.getNano());
                },
                in -> Duration.ofSeconds(in.readLong(), in.readInt()));
        add(to, Date.class, (value, out) -> out.writeLong(value.getTime()), in -> new Date(in.readLong()));
        add(to, ZoneOffset.class, BuiltIns::writeOffset, BuiltIns::readOffset);
        add(to, ZoneId.class, BuiltIns::writeZone, BuiltIns::readZone);
        add(to, LocalDateTime.class, BuiltIns::writeDateTime, BuiltIns::readDateTime);
        add(
                to,
                OffsetDateTime.class,
                (value, out) -> {
                    writeDateTime(value.toLocalDateTime(), out);
                    writeOffset(value.getOffset(), out);
                },
                in -> OffsetDateTime.of(readDateTime(in), readOffset(in)));
        add(
                to,
                OffsetTime.class,
                (value, out) -> {
                    out.writeLong(value.toLocalTime().toNanoOfDay());
                    writeOffset(value.getOffset(), out);
                },
                in -> OffsetTime.of(LocalTime.ofNanoOfDay(in.readLong()), readOffset(in)));
        add(
                to,
                ZonedDateTime.class,
                (value, out) -> {
                    writeDateTime(value.toLocalDateTime(), out);
                    writeOffset(value.getOffset(), out);
                    writeZone(value.getZone(), out);
                },
                // By instant: the local time alone is ambiguous when clocks are put back.
                in -> ZonedDateTime.ofInstant(readDateTime(in), readOffset(in), readZone(in)));
    }

    private static void dates(List<CodecType<?>> to) {
        add(
                to,
                LocalDate.class,
                (value, out) -> out.writeLong(value.toEpochDay()),
                in -> LocalDate.ofEpochDay(in.readLong()));
        add(
                to,
                LocalTime.class,
                (value, out) -> out.writeLong(value.toNanoOfDay()),
                in -> LocalTime.ofNanoOfDay(in.readLong()));
        add(
                to,
                Period.class,
                (value, out) -> {
                    out.writeInt(value.getYears());
                    out.writeInt(value.getMonths());
                    out.writeInt(value.getDays());
                },
                in -> Period.of(in.readInt(), in.readInt(), in.readInt()));
        add(to, Year.class, (value, out) -> out.writeInt(value.getValue()), in -> Year.of(in.readInt()));
        add(
                to,
                YearMonth.class,
                (value, out) -> {
                    out.writeInt(value.getYear());
                    out.writeInt(value.getMonthValue());
                },
                in -> YearMonth.of(in.readInt(), in.readInt()));
        add(
                to,
                MonthDay.class,
                (value, out) -> {
                    out.writeInt(value.getMonthValue());
                    out.writeInt(value.getDayOfMonth());
                },
                in -> MonthDay.of(in.readInt(), in.readInt()));
    }

    private static void others(List<CodecType<?>> to) {
        add(to, URI.class, (value, out) -> out.writeString(value.toString()), in -> URI.create(in.readString()));
        add(
                to,
                Locale.class,
                (value, out) -> out.writeString(value.toLanguageTag()),
                in -> Locale.forLanguageTag(in.readString()));
        add(
                to,
                Currency.class,
                (value, out) -> out.writeString(value.getCurrencyCode()),
                in -> Currency.getInstance(in.readString()));
        add(
                to,
                BitSet.class,
                (value, out) -> out.writeBytes(value.toByteArray()),
                in -> BitSet.valueOf(in.readBytes()));
        add(
                to,
                StringBuilder.class,
                (value, out) -> out.writeString(value.toString()),
                in -> new StringBuilder(in.readString()));
        add(to, enumSet(), BuiltIns::writeEnumSet, BuiltIns::readEnumSet);
    }

    @SuppressWarnings("unchecked") // a class literal has no type arguments
    private static Class<EnumSet<?>> enumSet() {
        return (Class<EnumSet<?>>) (Class<?>) EnumSet.class;
    }

    /** A constant of the enum first, since an empty set must tell its enum too; then those in the set. */
    private static void writeEnumSet(EnumSet<?> set, RecordOutput out) throws IOException {
        EnumSet<?> any = set.isEmpty() ? EnumSet.complementOf(set) : set;
        if (any.isEmpty()) {
            throw new IllegalStateException("a set of an enum that has no constants");
        }
        out.write(any.iterator().next());
        out.writeLength(set.size());
        for (Enum<?> each : set) {
            out.write(each);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // checked by the set itself, when an element is added
    private static EnumSet<?> readEnumSet(RecordInput in) throws IOException {
        Object any = in.read();
        if (!(any instanceof Enum<?>)) {
            throw in.corrupt("a set of an enum has " + any);
        }
        EnumSet set = EnumSet.noneOf(((Enum) any).getDeclaringClass());
        for (int i = in.readLength(); i > 0; i--) {
            set.add(in.read());
        }
        return set;
    }

    private static void writeDateTime(LocalDateTime value, RecordOutput out) throws IOException {
        out.writeLong(value.toLocalDate().toEpochDay());
        out.writeLong(value.toLocalTime().toNanoOfDay());
    }

    private static LocalDateTime readDateTime(RecordInput in) throws IOException {
        return LocalDateTime.of(LocalDate.ofEpochDay(in.readLong()), LocalTime.ofNanoOfDay(in.readLong()));
    }

    private static void writeOffset(ZoneOffset value, RecordOutput out) throws IOException {
        out.writeInt(value.getTotalSeconds());
    }

    private static ZoneOffset readOffset(RecordInput in) throws IOException {
        return ZoneOffset.ofTotalSeconds(in.readInt());
    }

    private static void writeZone(ZoneId value, RecordOutput out) throws IOException {
        out.writeString(value.getId());
    }

    private static ZoneId readZone(RecordInput in) throws IOException {
        return ZoneId.of(in.readString());
    }

    private static Map<String, Class<?>> classes() {
        Map<String, Class<?>> classes = new HashMap<>();
        for (Class<?> type : List.of(
                boolean.class, byte.class, short.class, char.class, int.class, long.class, float.class, double.class)) {
            classes.put(type.getName(), type);
        }
        for (Class<?> type : List.of(
                Object.class,
                Number.class,
                Comparable.class,
                CharSequence.class,
                Serializable.class,
                Record.class,
                Iterable.class,
                Collection.class,
                List.class,
                Set.class,
                Map.class,
                Map.Entry.class,
                Optional.class,
                Boolean.class,
                Byte.class,
                Short.class,
                Character.class,
                Integer.class,
                Long.class,
                Float.class,
                Double.class,
                String.class,
                Tuple2.class,
                Tuple3.class,
                Tuple4.class,
                java.time.DayOfWeek.class,
                java.time.Month.class,
                java.util.concurrent.TimeUnit.class,
                java.time.temporal.ChronoUnit.class,
                java.time.temporal.ChronoField.class)) {
            classes.put(type.getName(), type);
        }
        ALL.forEach(type -> classes.put(type.name(), type.type()));
        Containers.CLASSES.forEach(type -> classes.put(type.getName(), type));
        return Map.copyOf(classes);
    }
}
