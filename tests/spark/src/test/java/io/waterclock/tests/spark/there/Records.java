// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.there;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.Optional;
import scala.Tuple2;

/** What functions of random programs do with records of any type. */
final class Records {
    private Records() {}

    /** By what they are written as. */
    static final class TextOrder implements Comparator<Object>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Object left, Object right) {
            return text(left).compareTo(text(right));
        }
    }

    /** Records that differ have different texts; equal ones have the same on both sides. */
    static String text(Object record) {
        if (record instanceof Tuple2<?, ?> pair) {
            return "(" + text(pair._1) + "," + text(pair._2) + ")";
        }
        if (record instanceof Optional<?> optional) {
            return optional.isPresent() ? "some " + text(optional.get()) : "none";
        }
        if (record instanceof List<?> list) {
            return texts(list.iterator()).toString();
        }
        if (record instanceof String string) {
            return "'" + string + "'";
        }
        if (record instanceof Long number) {
            return number + "L";
        }
        if (record instanceof Integer number) {
            return number.toString();
        }
        throw new IllegalArgumentException("Records of random programs are not of " + record.getClass());
    }

    static List<String> texts(Iterator<?> records) {
        List<String> texts = new ArrayList<>();
        records.forEachRemaining(record -> texts.add(text(record)));
        return texts;
    }

    /** A long number that no other number is equal to: there, 9 and 9L are the same key. */
    static Object big(long number) {
        return (1L << 40) + number;
    }

    /** Of a {@linkplain #big big} number what it was made of. */
    static int number(Object record) {
        return record instanceof Number number
                ? number.intValue()
                : text(record).hashCode();
    }

    /** The number of a record, from 0 to less than {@code end}. */
    static int below(int end, Object record) {
        return Math.floorMod(number(record), end);
    }

    static Object mapped(int variant, Object record) {
        return switch (variant % 5) {
            case 0 -> number(record) + 1;
            case 1 -> "w" + below(7, record);
            case 2 -> big(2L * number(record));
            case 3 -> new Tuple2<>(record, below(3, record));
            default -> record;
        };
    }

    static Object keyOf(int variant, Object record) {
        return switch (variant % 4) {
            case 0 -> below(4, record);
            case 1 -> "k" + below(4, record);
            case 2 -> big(below(3, record));
            default -> below(2, record) == 0 ? (Object) below(3, record) : "k" + below(5, record);
        };
    }

    static boolean passes(int variant, Object record) {
        return switch (variant % 5) {
            case 0 -> below(3, record) != 0;
            case 1 -> below(2, record) == 0;
            case 2 -> true;
            case 3 -> false;
            default -> below(5, record) < 4;
        };
    }

    /** None, one or two. */
    static List<Object> several(int variant, Object record) {
        return switch (below(3, record)) {
            case 0 -> List.of();
            case 1 -> List.of(mapped(variant, record));
            default -> List.of(record, mapped(variant + 1, record));
        };
    }

    /** Associative and commutative. */
    static Object combined(int variant, Object left, Object right) {
        return switch (variant % 3) {
            case 0 -> number(left) + number(right);
            case 1 -> text(left).compareTo(text(right)) > 0 ? left : right;
            default -> big(number(left) + number(right));
        };
    }

    /** In an order of its own, since of groups none is promised. */
    static List<Object> sorted(Iterable<?> group) {
        List<Object> list = new ArrayList<>();
        group.forEach(list::add);
        Collections.sort(list, new TextOrder());
        return list;
    }

    static List<Object> added(List<Object> before, Object record) {
        List<Object> longer = new ArrayList<>(before);
        longer.add(record);
        return longer;
    }

    static List<Object> joined(List<Object> before, List<Object> more) {
        List<Object> longer = new ArrayList<>(before);
        longer.addAll(more);
        return longer;
    }

    /** What the records of a partition come to, with their number in it. */
    static List<Object> partition(Iterator<Object> records) {
        List<Object> numbered = new ArrayList<>();
        while (records.hasNext()) {
            numbered.add(new Tuple2<Object, Object>(numbered.size(), records.next()));
        }
        numbered.add("end of " + numbered.size());
        return numbered;
    }
}
