// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.PairFlatMapFunction;
import java.lang.invoke.MethodHandles;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Template: an operator that makes any number of records of one, and the operators behind it, in the loop over what it made
 * (see {@link LoopTemplate} for why there). As a relay it has no operator of its own, and goes on with a chain that was too long
 * for one loop. Never used itself; {@link Specializer} copies it.
 */
@SuppressWarnings({"unchecked", "NullAway", "LabelledBreakTarget"}) // out of a block of slots, which have no loop
final class FlatMapTemplate extends Push {
    private static final int NONE = Specializer.NONE;
    private static final int FILTER = Specializer.FILTER;
    private static final int FLAT_MAP = Specializer.FLAT_MAP;
    private static final int FLAT_MAP_VALUES = Specializer.FLAT_MAP_VALUES;
    private static final int RELAY = Specializer.RELAY;

    private static final Object[] DATA = Specializer.data(MethodHandles.lookup());
    private static final Push NEXT = (Push) DATA[0];
    /** {@link #NEXT}, if it takes pairs. */
    private static final @Nullable PairPush NEXT_OF_PAIRS = NEXT instanceof PairPush ofPairs ? ofPairs : null;
    /** The index of the operator in the first slot; its own is one less. */
    private static final int BASE = (Integer) DATA[1];
    /** Whether the end of the chain ever has enough. */
    private static final boolean STOPS = Specializer.stops(DATA);

    private static final int K = Specializer.ownKind(DATA);
    private static final @Nullable Object F = Specializer.ownFunction(DATA);
    private static final int K0 = Specializer.kind(DATA, 0);
    private static final int K1 = Specializer.kind(DATA, 1);
    private static final int K2 = Specializer.kind(DATA, 2);
    private static final int K3 = Specializer.kind(DATA, 3);
    private static final int K4 = Specializer.kind(DATA, 4);
    private static final int K5 = Specializer.kind(DATA, 5);
    private static final int K6 = Specializer.kind(DATA, 6);
    private static final int K7 = Specializer.kind(DATA, 7);
    private static final int K8 = Specializer.kind(DATA, 8);
    private static final int K9 = Specializer.kind(DATA, 9);
    private static final int K10 = Specializer.kind(DATA, 10);
    private static final int K11 = Specializer.kind(DATA, 11);
    private static final int K12 = Specializer.kind(DATA, 12);
    private static final int K13 = Specializer.kind(DATA, 13);
    private static final int K14 = Specializer.kind(DATA, 14);
    private static final int K15 = Specializer.kind(DATA, 15);
    private static final @Nullable Step S0 = Specializer.step(DATA, 0);
    private static final @Nullable Step S1 = Specializer.step(DATA, 1);
    private static final @Nullable Step S2 = Specializer.step(DATA, 2);
    private static final @Nullable Step S3 = Specializer.step(DATA, 3);
    private static final @Nullable Step S4 = Specializer.step(DATA, 4);
    private static final @Nullable Step S5 = Specializer.step(DATA, 5);
    private static final @Nullable Step S6 = Specializer.step(DATA, 6);
    private static final @Nullable Step S7 = Specializer.step(DATA, 7);
    private static final @Nullable Step S8 = Specializer.step(DATA, 8);
    private static final @Nullable Step S9 = Specializer.step(DATA, 9);
    private static final @Nullable Step S10 = Specializer.step(DATA, 10);
    private static final @Nullable Step S11 = Specializer.step(DATA, 11);
    private static final @Nullable Step S12 = Specializer.step(DATA, 12);
    private static final @Nullable Step S13 = Specializer.step(DATA, 13);
    private static final @Nullable Step S14 = Specializer.step(DATA, 14);
    private static final @Nullable Step S15 = Specializer.step(DATA, 15);

    @Override
    long accept(Object record, Run run) throws Exception {
        if (K == RELAY) {
            return drain(null, record, run);
        }
        Object key = null;
        Iterator<?> results;
        try {
            Object f = F == null ? run.functions[BASE - 1] : F;
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
            run.failed(BASE - 1);
            throw t;
        }
        return drain(results, key, run);
    }

    @Override
    long resume(Run run) throws Exception {
        Iterator<?> results = run.pending[BASE - 1];
        Object key = run.pendingKeys[BASE - 1];
        run.pending[BASE - 1] = null;
        run.pendingKeys[BASE - 1] = null;
        run.pendingCount--;
        return drain(results, key, run);
    }

    /**
     * @param own the key of all results, where they have one; the only record of a relay
     */
    private static long drain(Iterator<?> results, Object own, Run run) throws Exception {
        int at = -1;
        int seen = 0;
        long reached = 0;
        try {
            while (K == RELAY ? seen == 0 : results.hasNext()) {
                Object record = K == RELAY ? own : results.next();
                pass:
                {
                    if (K == FLAT_MAP_VALUES) {
                        record = new Tuple2<>(own, record);
                    }
                    at = 0;
                    if (K0 == FILTER) {
                        if (!S0.test(record, run)) {
                            break pass;
                        }
                    } else if (K0 != NONE) {
                        record = S0.apply(record, run);
                    }
                    at = 1;
                    if (K1 == FILTER) {
                        if (!S1.test(record, run)) {
                            break pass;
                        }
                    } else if (K1 != NONE) {
                        record = S1.apply(record, run);
                    }
                    at = 2;
                    if (K2 == FILTER) {
                        if (!S2.test(record, run)) {
                            break pass;
                        }
                    } else if (K2 != NONE) {
                        record = S2.apply(record, run);
                    }
                    at = 3;
                    if (K3 == FILTER) {
                        if (!S3.test(record, run)) {
                            break pass;
                        }
                    } else if (K3 != NONE) {
                        record = S3.apply(record, run);
                    }
                    at = 4;
                    if (K4 == FILTER) {
                        if (!S4.test(record, run)) {
                            break pass;
                        }
                    } else if (K4 != NONE) {
                        record = S4.apply(record, run);
                    }
                    at = 5;
                    if (K5 == FILTER) {
                        if (!S5.test(record, run)) {
                            break pass;
                        }
                    } else if (K5 != NONE) {
                        record = S5.apply(record, run);
                    }
                    at = 6;
                    if (K6 == FILTER) {
                        if (!S6.test(record, run)) {
                            break pass;
                        }
                    } else if (K6 != NONE) {
                        record = S6.apply(record, run);
                    }
                    at = 7;
                    if (K7 == FILTER) {
                        if (!S7.test(record, run)) {
                            break pass;
                        }
                    } else if (K7 != NONE) {
                        record = S7.apply(record, run);
                    }
                    at = 8;
                    if (K8 == FILTER) {
                        if (!S8.test(record, run)) {
                            break pass;
                        }
                    } else if (K8 != NONE) {
                        record = S8.apply(record, run);
                    }
                    at = 9;
                    if (K9 == FILTER) {
                        if (!S9.test(record, run)) {
                            break pass;
                        }
                    } else if (K9 != NONE) {
                        record = S9.apply(record, run);
                    }
                    at = 10;
                    if (K10 == FILTER) {
                        if (!S10.test(record, run)) {
                            break pass;
                        }
                    } else if (K10 != NONE) {
                        record = S10.apply(record, run);
                    }
                    at = 11;
                    if (K11 == FILTER) {
                        if (!S11.test(record, run)) {
                            break pass;
                        }
                    } else if (K11 != NONE) {
                        record = S11.apply(record, run);
                    }
                    at = 12;
                    if (K12 == FILTER) {
                        if (!S12.test(record, run)) {
                            break pass;
                        }
                    } else if (K12 != NONE) {
                        record = S12.apply(record, run);
                    }
                    at = 13;
                    if (K13 == FILTER) {
                        if (!S13.test(record, run)) {
                            break pass;
                        }
                    } else if (K13 != NONE) {
                        record = S13.apply(record, run);
                    }
                    at = 14;
                    if (K14 == FILTER) {
                        if (!S14.test(record, run)) {
                            break pass;
                        }
                    } else if (K14 != NONE) {
                        record = S14.apply(record, run);
                    }
                    at = 15;
                    if (K15 == FILTER) {
                        if (!S15.test(record, run)) {
                            break pass;
                        }
                    } else if (K15 != NONE) {
                        record = S15.apply(record, run);
                    }
                    at = Specializer.SLOTS;
                    if (NEXT_OF_PAIRS != null) {
                        Tuple2<?, ?> pair = (Tuple2<?, ?>) record;
                        Object key = pair._1();
                        long code = NEXT_OF_PAIRS.code(key, run);
                        int place = NEXT_OF_PAIRS.place(code, key, run);
                        reached += NEXT_OF_PAIRS.accept(place, key, pair._2(), run);
                    } else {
                        reached += NEXT.accept(record, run);
                    }
                }
                at = -1;
                if ((++seen & Run.CHECK_MASK) == 0) {
                    run.checkCancelled();
                }
                if (K != RELAY && STOPS && run.stop) {
                    run.pending[BASE - 1] = results;
                    run.pendingKeys[BASE - 1] = own;
                    run.pendingCount++;
                    break;
                }
            }
        } catch (Throwable t) {
            if (at < Specializer.SLOTS) {
                run.failed(BASE + at);
            }
            throw t;
        }
        return reached;
    }
}
