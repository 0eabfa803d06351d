// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.layers.engine;

import io.waterclock.badexample.layers.streaming.StreamingKnowsAnEngine;

/** Breaks: the batch half doesn't know streaming. */
final class EngineKnowsStreaming extends StreamingKnowsAnEngine {}
