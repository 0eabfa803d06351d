// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;
import io.waterclock.engine.embedded.closure.CombineFunctions;
import io.waterclock.engine.embedded.shuffle.CombineTable;

/** Shared form: makes a combined value of another type of the values of a key, before they cross the shuffle. */
@SuppressWarnings({"unchecked", "NullAway"})
final class CreateCombineEnd extends Push {

    @Override
    long accept(Object record, Run run) throws Exception {
        Tuple2<?, ?> pair = (Tuple2<?, ?>) record;
        Object key = CombineTable.masked(pair._1());
        CombineTable table = run.table;
        int hash = CombineTable.spread(key.hashCode());
        int slot = table.find(key, hash);
        CombineFunctions functions = (CombineFunctions) run.terminalFunction;
        if (slot < 0) {
            table.insert(-1 - slot, key, hash, functions.create().call(pair._2()));
        } else {
            table.set(slot, functions.take().call(table.get(slot), pair._2()));
        }
        return 1;
    }
}
