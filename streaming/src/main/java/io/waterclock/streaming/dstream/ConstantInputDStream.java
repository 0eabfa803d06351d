// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.program.Arguments;

/** The same RDD in every batch; computed anew each time, unless it is kept. Reports no records, since they are no new ones. */
public final class ConstantInputDStream<T> extends InputDStream<T> {
    private final RDD<T> rdd;

    /**
     * @param context the streaming context
     * @throws IllegalArgumentException when the RDD is null, or of another context
     */
    public ConstantInputDStream(DStreamGraph.Owner context, RDD<T> rdd) {
        super(context.graph(), Arguments.withoutNull("ConstantInputDStream", rdd));
        BatchRules.requireOwn(operator(), graph(), rdd);
        this.rdd = rdd;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public RDD<T> compute(Time validTime) {
        return rdd;
    }
}
