// SPDX-License-Identifier: Apache-2.0
package io.waterclock.function;

import java.io.Serializable;

/** No argument, one result. */
@FunctionalInterface
public interface Function0<R> extends Serializable {
    R call() throws Exception;
}
