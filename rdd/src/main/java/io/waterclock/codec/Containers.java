// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.Tuple2;
import io.waterclock.Tuple3;
import io.waterclock.Tuple4;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The types that have a tag in every stream: boxes, arrays, collections, maps. */
final class Containers {
    private Containers() {}

    private static final int NATURAL = 0;
    private static final int REVERSE = 1;

    private static final Map<Class<?>, Integer> TAGS = Map.ofEntries(
            Map.entry(String.class, Format.STRING),
            Map.entry(Integer.class, Format.INT),
            Map.entry(Long.class, Format.LONG),
            Map.entry(Double.class, Format.DOUBLE),
            Map.entry(Boolean.class, Format.TRUE),
            Map.entry(Byte.class, Format.BYTE),
            Map.entry(Short.class, Format.SHORT),
            Map.entry(Character.class, Format.CHAR),
            Map.entry(Float.class, Format.FLOAT),
            Map.entry(Tuple2.class, Format.TUPLE2),
            Map.entry(Tuple3.class, Format.TUPLE3),
            Map.entry(Tuple4.class, Format.TUPLE4),
            Map.entry(boolean[].class, Format.BOOLEANS),
            Map.entry(byte[].class, Format.BYTES),
            Map.entry(short[].class, Format.SHORTS),
            Map.entry(char[].class, Format.CHARS),
            Map.entry(int[].class, Format.INTS),
            Map.entry(long[].class, Format.LONGS),
            Map.entry(float[].class, Format.FLOATS),
            Map.entry(double[].class, Format.DOUBLES),
            Map.entry(Object[].class, Format.OBJECTS),
            Map.entry(ArrayList.class, Format.ARRAY_LIST),
            Map.entry(LinkedList.class, Format.LINKED_LIST),
            Map.entry(ArrayDeque.class, Format.ARRAY_DEQUE),
            Map.entry(HashSet.class, Format.HASH_SET),
            Map.entry(LinkedHashSet.class, Format.LINKED_HASH_SET),
            Map.entry(TreeSet.class, Format.TREE_SET),
            Map.entry(HashMap.class, Format.HASH_MAP),
            Map.entry(LinkedHashMap.class, Format.LINKED_HASH_MAP),
            Map.entry(TreeMap.class, Format.TREE_MAP),
            Map.entry(ConcurrentHashMap.class, Format.CONCURRENT_HASH_MAP),
            Map.entry(AbstractMap.SimpleImmutableEntry.class, Format.ENTRY),
            Map.entry(Optional.class, Format.OPTIONAL));

    static final Set<Class<?>> CLASSES = TAGS.keySet();

    /** The tag of a class, or −1. Classes of java.util that no program can name have that of the nearest one that it can. */
    static int tagOf(Class<?> type) {
        Integer tag = TAGS.get(type);
        if (tag != null) {
            return tag;
        }
        if (StandIn.class.isAssignableFrom(type)) {
            return Map.class.isAssignableFrom(type) ? Format.HASH_MAP : Format.HASH_SET;
        }
        boolean hidden = type.getName().startsWith("java.util.")
                && type.getClassLoader() == null
                && !Modifier.isPublic(type.getModifiers())
                && !type.isEnum();
        if (!hidden || EnumSet.class.isAssignableFrom(type) || mayHoldEqualElements(type)) {
            return -1;
        }
        if (SortedMap.class.isAssignableFrom(type)) {
            return Format.TREE_MAP;
        }
        if (SortedSet.class.isAssignableFrom(type)) {
            return Format.TREE_SET;
        }
        return Map.class.isAssignableFrom(type)
                ? Format.LINKED_HASH_MAP
                : Set.class.isAssignableFrom(type)
                        ? Format.LINKED_HASH_SET
                        : Collection.class.isAssignableFrom(type)
                                ? Format.ARRAY_LIST
                                : Map.Entry.class.isAssignableFrom(type) ? Format.ENTRY : -1;
    }

    /** Sets that tell their elements apart in another way than by equals, or may do so. */
    private static boolean mayHoldEqualElements(Class<?> type) {
        String name = type.getName();
        return Set.class.isAssignableFrom(type)
                && (name.startsWith("java.util.IdentityHashMap$")
                        || name.endsWith("SetFromMap")); // of a map that can't be seen
    }

    /**
     * Whether a set or map has elements or keys that are equal, so that what is read back would have fewer: one that goes by identity
     * inside an unmodifiable or synchronized one, whose class doesn't tell.
     */
    static boolean hasEqualElements(Object value) {
        if (!value.getClass().getName().startsWith("java.util.Collections$")) {
            return false;
        }
        Set<?> elements = value instanceof Map<?, ?> map ? map.keySet() : (Set<?>) value;
        return new HashSet<>(elements).size() < elements.size();
    }

    /** Whether a sorted collection is in natural or reverse order, of which a stream can tell. */
    static boolean canWriteOrder(Object sorted) {
        Comparator<?> order = orderOf(sorted);
        return order == null || order == Collections.reverseOrder() || order == Comparator.naturalOrder();
    }

    private static @Nullable Comparator<?> orderOf(Object sorted) {
        return sorted instanceof SortedMap
                ? ((SortedMap<?, ?>) sorted).comparator()
                : ((SortedSet<?>) sorted).comparator();
    }

    /** Writes what follows the tag. */
    static void write(int tag, Object value, RecordOutput out) throws IOException {
        switch (tag) {
            case Format.BYTE -> out.writeByte((Byte) value);
            case Format.SHORT -> out.writeShort((Short) value);
            case Format.CHAR -> out.writeChar((Character) value);
            case Format.FLOAT -> out.writeFloat((Float) value);
            case Format.OBJECTS -> writeObjects((Object[]) value, out);
            case Format.ARRAY_LIST, Format.LINKED_LIST, Format.ARRAY_DEQUE, Format.HASH_SET, Format.LINKED_HASH_SET ->
                writeAll((Collection<?>) value, out);
            case Format.TREE_SET -> {
                writeOrder(value, out);
                writeAll((Collection<?>) value, out);
            }
            case Format.HASH_MAP, Format.LINKED_HASH_MAP, Format.CONCURRENT_HASH_MAP ->
                writeMap((Map<?, ?>) value, out);
            case Format.TREE_MAP -> {
                writeOrder(value, out);
                writeMap((Map<?, ?>) value, out);
            }
            case Format.ENTRY -> {
                out.write(((Map.Entry<?, ?>) value).getKey());
                out.write(((Map.Entry<?, ?>) value).getValue());
            }
            case Format.OPTIONAL -> out.write(((Optional<?>) value).orElse(null));
            default -> PrimitiveArrays.write(tag, value, out);
        }
    }

    private static void writeObjects(Object[] array, RecordOutput out) throws IOException {
        out.writeLength(array.length);
        for (Object each : array) {
            out.write(each);
        }
    }

    private static void writeAll(Collection<?> values, RecordOutput out) throws IOException {
        int size = values.size();
        out.writeLength(size);
        int count = 0;
        for (Object each : values) {
            out.write(each);
            count++;
        }
        requireSame(size, count, values);
    }

    private static void writeMap(Map<?, ?> map, RecordOutput out) throws IOException {
        int size = map.size();
        out.writeLength(size);
        int count = 0;
        for (Map.Entry<?, ?> each : map.entrySet()) {
            out.write(each.getKey());
            out.write(each.getValue());
            count++;
        }
        requireSame(size, count, map);
    }

    private static void requireSame(int size, int count, Object in) {
        if (size != count) {
            throw new ConcurrentModificationException("A " + in.getClass().getTypeName() + " had " + size
                    + " elements and then " + count + ": it was changed while it was written");
        }
    }

    private static void writeOrder(Object sorted, RecordOutput out) throws IOException {
        out.writeByte(orderOf(sorted) == Collections.reverseOrder() ? REVERSE : NATURAL);
    }

    /** Reads what follows the tag. */
    static Object read(int tag, RecordInput in) throws IOException {
        switch (tag) {
            case Format.BYTE:
                return in.readByte();
            case Format.SHORT:
                return in.readShort();
            case Format.CHAR:
                return in.readChar();
            case Format.FLOAT:
                return in.readFloat();
            case Format.OBJECTS:
                return readObjects(in);
            case Format.ENTRY:
                return new AbstractMap.SimpleImmutableEntry<>(in.read(), in.read());
            case Format.OPTIONAL:
                return Optional.ofNullable(in.read());
            default:
                return tag >= Format.ARRAY_LIST && tag <= Format.CONCURRENT_HASH_MAP
                        ? readChecked(tag, in)
                        : PrimitiveArrays.read(tag, in);
        }
    }

    private static Object readChecked(int tag, RecordInput in) throws IOException {
        try {
            return readCollection(tag, in);
        } catch (ClassCastException | NullPointerException e) {
            throw in.corrupt("a collection has an element that it can't have: " + e, e);
        }
    }

    private static Object readCollection(int tag, RecordInput in) throws IOException {
        return switch (tag) {
            case Format.ARRAY_LIST -> readList(in);
            case Format.LINKED_LIST -> addAll(new LinkedList<>(), in);
            case Format.ARRAY_DEQUE -> addAll(new ArrayDeque<>(), in);
            case Format.HASH_SET -> addAll(new HashSet<>(), in);
            case Format.LINKED_HASH_SET -> addAll(new LinkedHashSet<>(), in);
            case Format.TREE_SET -> addAll(new TreeSet<>(readOrder(in)), in);
            case Format.TREE_MAP -> putAll(new TreeMap<>(readOrder(in)), in);
            case Format.HASH_MAP -> putAll(new HashMap<>(), in);
            case Format.LINKED_HASH_MAP -> putAll(new LinkedHashMap<>(), in);
            default -> putAll(new ConcurrentHashMap<>(), in);
        };
    }

    private static @Nullable Object[] readObjects(RecordInput in) throws IOException {
        int length = in.readLength();
        @Nullable Object[] array = new Object[Math.min(length, Format.TRUSTED_LENGTH)];
        for (int i = 0; i < length; i++) {
            if (i == array.length) {
                array = Arrays.copyOf(array, RecordInput.grown(i, length));
            }
            array[i] = in.read();
        }
        return array;
    }

    private static List<@Nullable Object> readList(RecordInput in) throws IOException {
        int length = in.readLength();
        List<@Nullable Object> list = new ArrayList<>(Math.min(length, Format.TRUSTED_LENGTH));
        for (int i = 0; i < length; i++) {
            list.add(in.read());
        }
        return list;
    }

    private static Object addAll(Collection<@Nullable Object> to, RecordInput in) throws IOException {
        int length = in.readLength();
        for (int i = 0; i < length; i++) {
            to.add(in.read());
        }
        requireAll(length, to.size(), in);
        return to;
    }

    private static Object putAll(Map<@Nullable Object, @Nullable Object> to, RecordInput in) throws IOException {
        int length = in.readLength();
        for (int i = 0; i < length; i++) {
            to.put(in.read(), in.read());
        }
        requireAll(length, to.size(), in);
        return to;
    }

    private static void requireAll(int announced, int size, RecordInput in) throws IOException {
        if (size != announced) {
            throw in.corrupt("a collection of " + announced + " elements has only " + size + " different ones");
        }
    }

    @SuppressWarnings("unchecked") // natural and reverse order take anything, and refuse it when they compare
    private static @Nullable Comparator<@Nullable Object> readOrder(RecordInput in) throws IOException {
        int order = in.readByte();
        if (order != NATURAL && order != REVERSE) {
            throw in.corrupt("a collection is sorted in order " + order);
        }
        return order == NATURAL ? null : (Comparator<@Nullable Object>) (Comparator<?>) Collections.reverseOrder();
    }
}
