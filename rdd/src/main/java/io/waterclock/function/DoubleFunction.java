// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.io.Serializable;

/** Makes a number of one argument. */
@FunctionalInterface
public interface DoubleFunction<T> extends Serializable {
    double call(T t) throws Exception;
}
