// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.knot;

import io.waterclock.badexample.knot.rdd.RDD;

/** The entrance: above everything. */
public class WaterclockContext {
    public RDD rdd() {
        return new RDD(this, new Value(1));
    }
}
