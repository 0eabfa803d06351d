// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import io.waterclock.Tuple2;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullUnmarked;

/**
 * The records of random programs (null, numbers, texts, tuples, lists) and the functions on them: total, pure, and the
 * same for equal records.
 */
@NullUnmarked
final class Values {
    private static final int BRIEF = 24;

    /** A total order of all records. */
    static final Comparator<Object> ORDER = (a, b) -> text(a).compareTo(text(b));

    private Values() {}

    /** A text that tells records apart that aren't equal. */
    static String text(Object record) {
        if (record instanceof Long number) {
            return number + "L";
        } else if (record instanceof String text) {
            return "'" + text + "'";
        } else if (record instanceof Tuple2<?, ?> pair) {
            return "(" + text(pair._1()) + "," + text(pair._2()) + ")";
        } else if (record instanceof Optional<?> optional) {
            return optional.isEmpty() ? "none" : "some(" + text(optional.get()) + ")";
        } else if (record instanceof Iterable<?> records) {
            StringBuilder all = new StringBuilder("[");
            for (Object each : records) {
                all.append(text(each)).append(' ');
            }
            return all.append(']').toString();
        }
        return String.valueOf(record);
    }

    static int hash(Object record, int salt) {
        int hash = 31 * Objects.hashCode(record) + salt;
        hash ^= hash >>> 15;
        hash *= 0x85EBCA6B;
        return hash ^ hash >>> 13;
    }

    static boolean odd(Object record, int salt, int outOf) {
        return Math.floorMod(hash(record, salt), outOf) == 0;
    }

    /** Some record of a small domain. */
    static Object small(int hash) {
        int at = Math.floorMod(hash, 23);
        return switch (at) {
            case 0 -> null;
            case 1, 2 -> (long) at;
            case 3, 4, 5, 6, 7 -> "k" + at;
            case 8 -> Integer.MIN_VALUE;
            case 9 -> List.of(at, "x");
            case 10 -> 0.5;
            case 11 -> "AaAa"; // collides with the next
            case 12 -> "BBBB";
            default -> at;
        };
    }

    /** The record, or another one that stands for it when it is long. */
    static Object brief(Object record) {
        if (record == null || record instanceof Number) {
            return record;
        }
        String text = text(record);
        return text.length() <= BRIEF ? record : (Object) text.hashCode();
    }

    static Object mapped(Object record, int salt) {
        int hash = hash(record, salt);
        return switch (Math.floorMod(salt, 4)) {
            case 0 -> small(hash);
            case 1 -> hash;
            case 2 -> record instanceof Integer number ? number + 1 : brief(record);
            default -> brief(new Tuple2<>(record, salt));
        };
    }

    static List<Object> flatMapped(Object record, int salt) {
        List<Object> all = new ArrayList<>();
        int count = Math.floorMod(hash(record, salt), 4) % 3;
        for (int i = 0; i < count; i++) {
            all.add(i == 0 ? record : mapped(record, salt + i));
        }
        return all;
    }

    static Tuple2<Object, Object> paired(Object record, int salt) {
        return new Tuple2<>(small(hash(record, salt)), brief(record));
    }

    /** Associative and commutative on all records: it makes numbers of them, and null or a long of some sums. */
    static Object sum(Object a, Object b) {
        long sum = weight(a) + weight(b);
        return sum == 0 ? null : sum == (int) sum ? (Object) (int) sum : (Object) sum;
    }

    /** The number that a record counts for in a sum. */
    static long weight(Object record) {
        if (record == null) {
            return 0;
        }
        return record instanceof Integer || record instanceof Long ? ((Number) record).longValue() : hash(record, 5);
    }

    static List<Object> sorted(Iterable<?> records) {
        record Texted(String text, Object record) {}
        List<Texted> all = new ArrayList<>();
        records.forEach(each -> all.add(new Texted(text(each), each)));
        all.sort(Comparator.comparing(Texted::text));
        List<Object> sorted = new ArrayList<>();
        all.forEach(each -> sorted.add(each.record));
        return sorted;
    }

    /** The records of the source with this salt; of some sources half have the same key. */
    static List<Tuple2<Object, Object>> data(int salt, int size) {
        SplittableRandom random = new SplittableRandom(salt);
        boolean skewed = salt % 4 == 0;
        List<Tuple2<Object, Object>> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Object key = small(skewed && random.nextBoolean() ? salt : random.nextInt());
            all.add(new Tuple2<>(key, random.nextInt(5) == 0 ? small(random.nextInt()) : (Object) i));
        }
        return all;
    }

    /** The salt for a record, of a few. */
    static int salt(Object record, int salt, List<Integer> salts) {
        return salts.get(Math.floorMod(hash(record, salt), salts.size()));
    }

    static List<Integer> salts(int salt) {
        return List.of(salt, salt + 1, salt + 2);
    }

    /** Whether the node with this salt is spread by {@link #ownPartition}, not by hash code. */
    static boolean spreadsItsOwnWay(int salt) {
        return salt % 4 == 3;
    }

    static int ownPartition(Object key, int n) {
        return Math.floorMod(hash(key, 77), n);
    }

    static int partition(Object key, int n, int salt) {
        return spreadsItsOwnWay(salt) ? ownPartition(key, n) : Math.floorMod(Objects.hashCode(key), n);
    }

    /** The pairs, whose keys must come in order. */
    static <K, V> Iterator<Tuple2<K, V>> inOrder(Iterator<Tuple2<K, V>> pairs) {
        return new Iterator<>() {
            private Tuple2<K, V> last;

            @Override
            public boolean hasNext() {
                return pairs.hasNext();
            }

            @Override
            public Tuple2<K, V> next() {
                Tuple2<K, V> pair = pairs.next();
                if (last != null && ORDER.compare(last._1(), pair._1()) > 0) {
                    throw new AssertionError(text(pair._1()) + " comes after " + text(last._1()));
                }
                last = pair;
                return pair;
            }
        };
    }
}
