// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.PairFlatMapFunction;
import java.lang.invoke.MethodHandles;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Template: an operator that makes any number of records of one. Never used itself; {@link Specializer} copies it. */
@SuppressWarnings({"unchecked", "NullAway"})
final class FlatMapTemplate extends Push {
    private static final int FLAT_MAP = Specializer.FLAT_MAP;
    private static final int FLAT_MAP_VALUES = Specializer.FLAT_MAP_VALUES;

    private static final Object[] DATA = Specializer.data(MethodHandles.lookup());
    private static final Push NEXT = (Push) DATA[0];
    private static final int BASE = (Integer) DATA[1];
    private static final int K = Specializer.kind(DATA, 0);
    private static final @Nullable Object F = Specializer.function(DATA, 0);

    @Override
    long accept(Object record, Run run) throws Exception {
        Object key = null;
        Iterator<?> results;
        try {
            Object f = F == null ? run.functions[BASE] : F;
            if (K == FLAT_MAP) {
                results = ((FlatMapFunction<Object, Object>) f).call(record);
            } else if (K == FLAT_MAP_VALUES) {
                key = ((Tuple2<Object, Object>) record)._1();
                results = ((FlatMapFunction<Object, Object>) f).call(((Tuple2<Object, Object>) record)._2());
            } else {
                results = ((PairFlatMapFunction<Object, Object, Object>) f).call(record);
            }
            Interpreter.requireIterator(results);
        } catch (Throwable t) {
            run.failed(BASE);
            throw t;
        }
        return drain(results, key, run);
    }

    @Override
    long resume(Run run) throws Exception {
        Iterator<?> results = run.pending[BASE];
        Object key = run.pendingKeys[BASE];
        run.pending[BASE] = null;
        run.pendingKeys[BASE] = null;
        run.pendingCount--;
        return drain(results, key, run);
    }

    private static long drain(Iterator<?> results, Object key, Run run) throws Exception {
        long reached = 0;
        int seen = 0;
        boolean mine = true;
        try {
            while (results.hasNext()) {
                Object result = results.next();
                mine = false;
                reached += NEXT.accept(K == FLAT_MAP_VALUES ? new Tuple2<>(key, result) : result, run);
                mine = true;
                if ((++seen & Run.CHECK_MASK) == 0) {
                    run.checkCancelled();
                }
                if (run.stop) {
                    run.pending[BASE] = results;
                    run.pendingKeys[BASE] = key;
                    run.pendingCount++;
                    break;
                }
            }
        } catch (Throwable t) {
            if (mine) {
                run.failed(BASE);
            }
            throw t;
        }
        return reached;
    }
}
