// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;
import io.waterclock.function.DoubleFunction;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.PairFlatMapFunction;
import io.waterclock.function.PairFunction;
import io.waterclock.rdd.NarrowKind;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Runs any chain of operators, one by one. Every stage starts here: it needs no classes and is warm as soon as any stage
 * has been. Its call sites see everybody's functions, so a hot stage leaves it for loops of its own.
 */
@SuppressWarnings({"unchecked", "NullAway"})
final class Interpreter extends Push {
    private final NarrowKind[] kinds;
    private final Push terminal;

    Interpreter(NarrowKind[] kinds, Push terminal) {
        this.kinds = kinds;
        this.terminal = terminal;
    }

    /** A loop over a chunk that starts with the first operator. */
    Loop loop() {
        return new Loop() {
            @Override
            int run(Object[] records, int from, int to, Run run) throws Exception {
                int i = from;
                long reached = 0;
                try {
                    while (i < to) {
                        reached += from(0, records[i], run);
                        i++;
                        if (run.stop) {
                            break;
                        }
                    }
                    run.count += reached;
                    return i;
                } catch (Throwable t) {
                    run.record = (long) i - from;
                    throw t;
                }
            }
        };
    }

    @Override
    long accept(Object record, Run run) throws Exception {
        return from(0, record, run);
    }

    /** Goes on with the iterator that the operator left when it was stopped. */
    long resume(int operator, Run run) throws Exception {
        Iterator<?> results = run.pending[operator];
        Object key = run.pendingKeys[operator];
        run.pending[operator] = null;
        run.pendingKeys[operator] = null;
        run.pendingCount--;
        return drain(operator, results, key, run);
    }

    private long from(int operator, Object record, Run run) throws Exception {
        int at = operator;
        Object now = record;
        Iterator<?> results = null;
        Object key = null;
        try {
            for (; at < kinds.length && results == null; at++) {
                Object f = run.functions[at];
                switch (kinds[at]) {
                    case MAP -> now = ((Function<Object, Object>) f).call(now);
                    case FILTER -> {
                        if (!((Function<Object, Boolean>) f).call(now)) {
                            return 0;
                        }
                    }
                    case MAP_TO_PAIR -> now = ((PairFunction<Object, Object, Object>) f).call(now);
                    case MAP_TO_DOUBLE -> now = ((DoubleFunction<Object>) f).call(now);
                    case KEY_BY -> now = new Tuple2<>(((Function<Object, Object>) f).call(now), now);
                    case MAP_VALUES -> {
                        Tuple2<Object, Object> pair = (Tuple2<Object, Object>) now;
                        now = new Tuple2<>(pair._1(), ((Function<Object, Object>) f).call(pair._2()));
                    }
                    case KEYS -> now = ((Tuple2<Object, Object>) now)._1();
                    case VALUES -> now = ((Tuple2<Object, Object>) now)._2();
                    case FLAT_MAP -> results = requireIterator(((FlatMapFunction<Object, Object>) f).call(now));
                    case FLAT_MAP_TO_PAIR ->
                        results = requireIterator(((PairFlatMapFunction<Object, Object, Object>) f).call(now));
                    case FLAT_MAP_VALUES -> {
                        Tuple2<Object, Object> pair = (Tuple2<Object, Object>) now;
                        key = pair._1();
                        results = requireIterator(((FlatMapFunction<Object, Object>) f).call(pair._2()));
                    }
                    default -> throw new IllegalStateException(kinds[at] + " is not an operator on single records");
                }
            }
        } catch (Throwable t) {
            run.failed(at);
            throw t;
        }
        if (results == null) {
            return terminal.accept(now, run);
        }
        return drain(at - 1, results, key, run);
    }

    private long drain(int operator, Iterator<?> results, @Nullable Object key, Run run) throws Exception {
        long reached = 0;
        int seen = 0;
        boolean mine = true;
        try {
            while (results.hasNext()) {
                Object result = results.next();
                mine = false;
                reached += from(
                        operator + 1,
                        kinds[operator] == NarrowKind.FLAT_MAP_VALUES ? new Tuple2<>(key, result) : result,
                        run);
                mine = true;
                if ((++seen & Run.CHECK_MASK) == 0) {
                    run.checkCancelled();
                }
                if (run.stop) {
                    run.pending[operator] = results;
                    run.pendingKeys[operator] = key;
                    run.pendingCount++;
                    break;
                }
            }
        } catch (Throwable t) {
            if (mine) {
                run.failed(operator);
            }
            throw t;
        }
        return reached;
    }

    static Iterator<?> requireIterator(@Nullable Iterator<?> results) {
        if (results == null) {
            throw new NullPointerException(
                    "the function returned null instead of an iterator; for no result return Collections.emptyIterator()");
        }
        return results;
    }
}
