// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import io.waterclock.Tuple2;
import java.io.Serializable;

/** Makes a key and a value of one record. */
@FunctionalInterface
public interface PairFunction<T, K, V> extends Serializable {
    Tuple2<K, V> call(T t) throws Exception;
}
