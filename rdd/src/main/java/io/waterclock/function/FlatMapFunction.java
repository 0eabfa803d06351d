// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.io.Serializable;
import java.util.Iterator;

/** Makes any number of results of one record; the iterator is read once, as far as it is needed. */
@FunctionalInterface
public interface FlatMapFunction<T, R> extends Serializable {
    Iterator<R> call(T t) throws Exception;
}
