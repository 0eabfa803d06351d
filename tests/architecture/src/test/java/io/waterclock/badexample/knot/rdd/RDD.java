// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.knot.rdd;

import io.waterclock.badexample.knot.Value;
import io.waterclock.badexample.knot.WaterclockContext;

/** Keeps its context, so that the two packages can't be understood apart. */
public record RDD(WaterclockContext keeper, Value value) {}
