// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.layers.connector;

import io.waterclock.badexample.layers.engine.embedded.SomeEngine;

/** Breaks: only programs choose an engine. */
record ConnectorChoosesAnEngine(SomeEngine[] engines) {}
