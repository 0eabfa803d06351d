// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.io.Serializable;

/** Two arguments, called for its effect. */
@FunctionalInterface
public interface VoidFunction2<T1, T2> extends Serializable {
    void call(T1 v1, T2 v2) throws Exception;
}
