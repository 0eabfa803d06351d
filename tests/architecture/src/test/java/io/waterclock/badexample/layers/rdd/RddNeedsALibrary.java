// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.layers.rdd;

import org.slf4j.Logger;

/** Breaks: the core needs nothing but the JDK. */
record RddNeedsALibrary(Logger logger) {}
