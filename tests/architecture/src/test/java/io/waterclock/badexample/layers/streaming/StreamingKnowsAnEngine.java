// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.layers.streaming;

import io.waterclock.badexample.layers.engine.embedded.SomeEngine;

/** Breaks: streaming doesn't know an engine. */
public class StreamingKnowsAnEngine {
    Object engine() {
        return new SomeEngine();
    }
}
