// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.layers.rdd;

import io.waterclock.badexample.layers.streaming.StreamingKnowsAnEngine;

/** Breaks: the batch half doesn't know streaming. */
record RddKnowsStreaming(StreamingKnowsAnEngine stream) {}
