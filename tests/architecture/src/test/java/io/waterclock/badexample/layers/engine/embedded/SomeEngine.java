// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.layers.engine.embedded;

/** What the others must not name. */
public final class SomeEngine {}
