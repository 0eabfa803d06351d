// SPDX-License-Identifier: Apache-2.0
package io.waterclock.badexample.handle;

import io.waterclock.badexample.handle.rdd.RDD;

/** The entrance: above everything. */
public class WaterclockContext {
    public RDD rdd() {
        return new RDD(this, new Value(1));
    }
}
