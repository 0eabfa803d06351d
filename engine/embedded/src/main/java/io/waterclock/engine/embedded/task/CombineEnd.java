// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.engine.embedded.shuffle.CombineTable;
import io.waterclock.engine.embedded.shuffle.pairs.Column;
import io.waterclock.engine.embedded.shuffle.pairs.KeyTable;
import io.waterclock.engine.embedded.shuffle.pairs.ShortString;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Template and shared form: makes one value of the values of a key, before they cross the shuffle. Looks for keys in
 * line, so that a copy knows the one class of its keys; boxes of what is typed in the table live only round the user's
 * functions. Nothing with a box is passed on where it could stay without: not even a call that is hardly ever made may have
 * one, or the JIT makes it for each record.
 */
@SuppressWarnings({"unchecked", "NullAway"})
final class CombineEnd extends PairPush {
    private static final @Nullable Object TAKE = Specializer.terminalFunction(MethodHandles.lookup());
    private static final @Nullable Object CREATE = Specializer.createFunction(MethodHandles.lookup());

    /** Heads with tails have characters above it. */
    private static final long HASH_CODE = 0xFFFF_FFFFL;

    /** The head of a {@link ShortString}, or of a String whose tail is none; or a hash code below the sign; 0 for a key that isn't looked for as an object. */
    @Override
    long code(Object key, Run run) {
        KeyTable keys = run.table.keys;
        if (keys.heads != null && key instanceof String string) {
            long head = ShortString.head(string);
            if (head != ShortString.NONE) {
                return head;
            }
        }
        return keys.keys.mode == Column.OBJECTS && key != null ? Long.MIN_VALUE | key.hashCode() & HASH_CODE : 0;
    }

    /** The number of the key: if there are as many values, it is new. */
    @Override
    int place(long code, Object key, Run run) {
        KeyTable keys = run.table.keys;
        if (code == 0) {
            return numberWithoutCode(keys, key);
        }
        long tail = tail(code, key);
        boolean isExact = ShortString.isWhole(code, tail);
        int hash = isExact ? ShortString.hash(code, tail) : KeyTable.spread(hashCode(code, key));
        long[] slots = keys.slots;
        int i = keys.first(hash);
        long slot;
        while ((slot = slots[i]) != 0) {
            if ((int) (slot >>> 32) == hash) {
                int number = (int) slot - 1;
                if (isExact
                        ? keys.heads[number] == code && (code > 0 || keys.tails[number] == tail)
                        : isAt(keys.keys, number, key)) {
                    return number;
                }
                break;
            }
            i = (i + 1) & keys.mask;
        }
        return keys.number(key, hashCode(code, key)); // a new one, or one of several with this hash
    }

    private static boolean isHashCode(long code) {
        return code < 0 && (code & Long.MAX_VALUE) <= HASH_CODE;
    }

    private static int hashCode(long code, Object key) {
        return isHashCode(code) ? (int) code : key.hashCode();
    }

    private static long tail(long code, Object key) {
        return code > 0 || isHashCode(code) ? ShortString.NONE : ShortString.tail((String) key);
    }

    private static boolean isAt(Column keys, int number, Object key) {
        Object there = keys.objects[number];
        return there == key || there != null && there.equals(key);
    }

    private static int numberWithoutCode(KeyTable keys, Object key) {
        int mode = keys.keys.mode;
        if (mode == Column.INTS && key instanceof Integer k) {
            return keys.number((int) k);
        }
        if (mode == Column.LONGS && key instanceof Long k) {
            return keys.number((long) k);
        }
        return keys.number(key, key == null ? 0 : key.hashCode());
    }

    @Override
    long accept(int number, Object key, Object value, Run run) throws Exception {
        CombineTable table = run.table;
        if (number < table.values.size) {
            merge(table, number, value, run);
        } else {
            Function<Object, Object> create = (Function<Object, Object>) (CREATE == null ? run.create : CREATE);
            first(table, create == null ? value : create.call(value));
        }
        return 1;
    }

    private static void first(CombineTable table, Object value) {
        Column values = table.values;
        if (values.mode == Column.INTS && value instanceof Integer v) {
            values.addInt(v);
        } else if (values.mode == Column.LONGS && value instanceof Long v) {
            values.addLong(v);
        } else if (values.mode == Column.DOUBLES && value instanceof Double v) {
            values.addDouble(v);
        } else {
            values.add(value);
        }
        if (values.size >= table.askAt) {
            table.ask();
        }
    }

    private static void merge(CombineTable table, int number, Object value, Run run) throws Exception {
        Function2<Object, Object, Object> take = (Function2<Object, Object, Object>) (TAKE == null ? run.take : TAKE);
        Column values = table.values;
        if (values.mode == Column.INTS) {
            Object result = take.call(values.ints[number], value);
            if (result instanceof Integer v) {
                values.ints[number] = v;
            } else {
                values.set(number, result);
            }
        } else if (values.mode == Column.LONGS) {
            Object result = take.call(values.longs[number], value);
            if (result instanceof Long v) {
                values.longs[number] = v;
            } else {
                values.set(number, result);
            }
        } else if (values.mode == Column.DOUBLES) {
            mergeDouble(values, number, value, take);
        } else {
            mergeObject(table, number, value, take);
        }
    }

    private static void mergeDouble(Column values, int number, Object value, Function2<Object, Object, Object> take)
            throws Exception {
        Object result = take.call(Double.longBitsToDouble(values.longs[number]), value);
        if (result instanceof Double v) {
            values.longs[number] = Double.doubleToRawLongBits(v);
        } else {
            values.set(number, result);
        }
    }

    private static void mergeObject(
            CombineTable table, int number, Object value, Function2<Object, Object, Object> take) throws Exception {
        table.values.set(number, take.call(table.values.get(number), value));
        if (--table.untilLook == 0) {
            table.look(number);
        }
    }
}
