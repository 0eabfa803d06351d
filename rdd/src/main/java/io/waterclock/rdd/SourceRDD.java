// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.source.PartitionedSource;

/**
 * An RDD read from outside: the open door for connectors, which subclass it to show what they know (offset ranges, file names).
 */
public class SourceRDD<T> extends RDD<T> {

    public SourceRDD(RDDContext context, Operator operator, PartitionedSource<T> source) {
        super(context, new Lineage.Source(operator, source));
    }
}
