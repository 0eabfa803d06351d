// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.handle.streaming;

import io.waterclock.badexample.handle.WaterclockContext;
import io.waterclock.badexample.handle.streaming.dstream.Stream;

/** The other entrance. */
public class StreamingContext {
    public WaterclockContext waterclockContext() {
        return new WaterclockContext();
    }

    public Stream stream() {
        return new Stream(this);
    }
}
