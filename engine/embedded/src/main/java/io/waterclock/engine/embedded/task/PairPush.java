// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.Tuple2;

/**
 * Takes pairs. A loop hands over key and value, so that the pair itself need not exist, even where this is called and not
 * inlined.
 */
abstract class PairPush extends Push {

    /** {@link Push#accept} for a pair. */
    abstract long accept(Object key, Object value, Run run) throws Exception;

    @Override
    final long accept(Object record, Run run) throws Exception {
        Tuple2<?, ?> pair = (Tuple2<?, ?>) record;
        return accept(pair._1(), pair._2(), run);
    }
}
