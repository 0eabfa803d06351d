// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.io.Serializable;

/** One argument, called for its effect. */
@FunctionalInterface
public interface VoidFunction<T> extends Serializable {
    void call(T t) throws Exception;
}
