// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.handle.rdd;

import io.waterclock.badexample.handle.Value;
import io.waterclock.badexample.handle.WaterclockContext;

/** Answers its context through a handle, by the one method that may. */
public record RDD(Object handle, Value value) {
    public WaterclockContext context() {
        return (WaterclockContext) handle;
    }
}
