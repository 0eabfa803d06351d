// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

/** One partition of an RDD. */
public interface Partition {

    /** From 0 up to the number of partitions. */
    int index();
}
