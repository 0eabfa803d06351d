// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.handle.streaming.dstream;

import io.waterclock.badexample.handle.WaterclockContext;
import io.waterclock.badexample.handle.streaming.StreamingContext;

/** Answers both contexts. */
public record Stream(Object handle) {
    public StreamingContext ssc() {
        return (StreamingContext) handle;
    }

    public StreamingContext context() {
        return ssc();
    }

    public WaterclockContext waterclockContext() {
        return context().waterclockContext();
    }
}
