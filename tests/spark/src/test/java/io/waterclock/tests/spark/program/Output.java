// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.program;

/**
 * Collects a stream, batch by batch.
 *
 * @param back how many slides before each batch it looks at too, with {@code slice}; 0 for the batch alone
 */
public record Output(int node, int back) {
    public String name() {
        return "s" + node + (back > 0 ? " sliced " + back : "");
    }
}
