// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;

/**
 * Takes pairs. A loop hands over key and value, so that the pair itself need not exist, even where this is called and not
 * inlined. It does so in three calls, each with what the one before returned, since each alone stays small enough to be inlined, as
 * {@link LoopTemplate} says.
 */
abstract class PairPush extends Push {

    /** What is made of a key alone. */
    abstract long code(Object key, Run run);

    /** Where the key belongs. */
    abstract int place(long code, Object key, Run run);

    /** {@link Push#accept} for a pair. */
    abstract long accept(int place, Object key, Object value, Run run) throws Exception;

    @Override
    final long accept(Object record, Run run) throws Exception {
        Tuple2<?, ?> pair = (Tuple2<?, ?>) record;
        Object key = pair._1();
        return accept(place(code(key, run), key, run), key, pair._2(), run);
    }
}
