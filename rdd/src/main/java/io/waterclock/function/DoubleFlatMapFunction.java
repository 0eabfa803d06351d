// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.util.Iterator;

/** Makes any number of numbers of one record; the iterator is read once, as far as it is needed. */
@FunctionalInterface
public interface DoubleFlatMapFunction<T> extends FlatMapFunction<T, Double> {
    @Override
    Iterator<Double> call(T t) throws Exception;
}
