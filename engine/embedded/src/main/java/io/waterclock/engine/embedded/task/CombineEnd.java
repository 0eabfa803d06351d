// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;
import io.waterclock.engine.embedded.shuffle.CombineTable;
import io.waterclock.function.Function2;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Template and shared form: makes one value of the values of a key, before they cross the shuffle. Probes the table in
 * line, so that a copy knows the one class of its keys; the boxes of typed slots live only round the user's function.
 */
@SuppressWarnings({"unchecked", "NullAway"})
final class CombineEnd extends Push {
    private static final @Nullable Object F = Specializer.terminalFunction(MethodHandles.lookup());

    @Override
    long accept(Object record, Run run) throws Exception {
        Tuple2<?, ?> pair = (Tuple2<?, ?>) record;
        Object key = CombineTable.masked(pair._1());
        CombineTable table = run.table;
        int hash = CombineTable.spread(key.hashCode());
        Object[] keys = table.keys;
        int[] hashes = table.hashes;
        int mask = table.mask;
        int i = hash & mask;
        Object there;
        while ((there = keys[i]) != null) {
            if (hashes[i] == hash && (there == key || there.equals(key))) {
                merge(table, i, pair._2(), run);
                return 1;
            }
            i = (i + 1) & mask;
        }
        table.insert(i, key, hash, pair._2());
        return 1;
    }

    private static void merge(CombineTable table, int slot, Object value, Run run) throws Exception {
        Function2<Object, Object, Object> f =
                (Function2<Object, Object, Object>) (F == null ? run.terminalFunction : F);
        if (table.mode == CombineTable.INTS) {
            Object result = f.call((int) table.longs[slot], value);
            if (result instanceof Integer n) {
                table.longs[slot] = n;
            } else {
                table.set(slot, result);
            }
        } else if (table.mode == CombineTable.LONGS) {
            Object result = f.call(table.longs[slot], value);
            if (result instanceof Long n) {
                table.longs[slot] = n;
            } else {
                table.set(slot, result);
            }
        } else {
            table.set(slot, f.call(table.values[slot], value));
        }
    }
}
