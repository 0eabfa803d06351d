// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.rdd.Operator;
import io.waterclock.source.ChunkReader;
import java.io.IOException;

/** A reader whose failures name the operator that they come from: a source, or the iterator of a mapPartitions. */
public final class GuardedReader extends ChunkReader {
    private static final ChunkReader ENDED = ChunkReader.of(new Object[0], 0, 0);

    private ChunkReader in;
    private final Operator operator;
    private final boolean source;

    /**
     * @param source whether it reads the input, else the result of a user's function
     */
    public GuardedReader(ChunkReader in, Operator operator, boolean source) {
        this.in = in;
        this.operator = operator;
        this.source = source;
    }

    @Override
    public boolean next(int max) {
        boolean more;
        try {
            more = in.next(max);
        } catch (Throwable t) {
            throw source ? OperatorFailure.ofInput(operator, t) : OperatorFailure.of(operator, -1, t);
        }
        array = in.array;
        from = in.from;
        to = in.to;
        if (!more) {
            close();
        }
        return more;
    }

    @Override
    public boolean isInMemory() {
        return in.isInMemory();
    }

    /** Lets go of the input; called at its end already, since a task may read many inputs one after the other. */
    @Override
    public void close() {
        ChunkReader done = in;
        in = ENDED;
        try {
            done.close();
        } catch (IOException | RuntimeException e) {
            throw OperatorFailure.ofInput(operator, e);
        }
    }
}
