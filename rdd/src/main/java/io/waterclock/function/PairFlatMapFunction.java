// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import io.waterclock.Tuple2;
import java.util.Iterator;

/** Makes any number of pairs of one record; the iterator is read once, as far as it is needed. */
@FunctionalInterface
public interface PairFlatMapFunction<T, K, V> extends FlatMapFunction<T, Tuple2<K, V>> {
    @Override
    Iterator<Tuple2<K, V>> call(T t) throws Exception;
}
