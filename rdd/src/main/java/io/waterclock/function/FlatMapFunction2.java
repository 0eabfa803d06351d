// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.io.Serializable;
import java.util.Iterator;

/** Makes any number of results of two arguments; the iterator is read once, as far as it is needed. */
@FunctionalInterface
public interface FlatMapFunction2<T1, T2, R> extends Serializable {
    Iterator<R> call(T1 v1, T2 v2) throws Exception;
}
