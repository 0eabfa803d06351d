// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.function.Function2;
import io.waterclock.function.Function3;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.source.LocalListSource;
import io.waterclock.streaming.Time;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** How rules ask their parents and the user's functions, and what is said when one has no answer. */
final class BatchRules {
    /** How a derived stream makes the RDD of a batch; null when there is none in this batch. */
    @FunctionalInterface
    interface Rule<R> {
        @Nullable
        R at(Time time);
    }

    private BatchRules() {}

    /** An RDD that the program gives to a stream must be of the stream's own context. */
    static void requireOwn(Operator made, DStreamGraph graph, @Nullable AbstractRDD<?, ?> rdd) {
        if (rdd != null && rdd.handle().owner() != graph.rdds().owner()) {
            throw new IllegalArgumentException(
                    made + ": the RDD " + rdd
                            + " belongs to another WaterclockContext; make it with the one of the stream, context().waterclockContext()");
        }
    }

    /** The RDD of a parent that an operator can't do without. */
    static <R extends AbstractRDD<?, R>> R parentOf(Operator made, AbstractDStream<?, R, ?> parent, Time time) {
        R rdd = parent.getOrCompute(time);
        if (rdd == null) {
            throw new WaterclockException(
                    ErrorCode.BATCH_GENERATION_FAILED,
                    made + " needs an RDD of " + parent + ", which has none in this batch");
        }
        return rdd;
    }

    /** What a function makes of each batch's RDD. */
    static <R extends AbstractRDD<?, R>, W extends AbstractRDD<?, W>> Rule<W> by(
            Operator made, AbstractDStream<?, R, ?> stream, Function2<R, Time, W> f) {
        return time -> {
            R rdd = parentOf(made, stream, time);
            return called(made, stream.graph(), time, () -> f.call(rdd, time));
        };
    }

    /** What a function makes of the RDDs of two streams. */
    static <R extends AbstractRDD<?, R>, Q extends AbstractRDD<?, Q>, W extends AbstractRDD<?, W>> Rule<W> by(
            Operator made, AbstractDStream<?, R, ?> one, AbstractDStream<?, Q, ?> other, Function3<R, Q, Time, W> f) {
        return time -> {
            R first = parentOf(made, one, time);
            Q second = parentOf(made, other, time);
            return called(made, one.graph(), time, () -> f.call(first, second, time));
        };
    }

    /** Partitions without records. */
    static Lineage noRecords(Operator made, int partitions) {
        return new Lineage.Source(made, LocalListSource.of(made.name(), List.of(), partitions));
    }

    static <R extends AbstractRDD<?, R>> Lineage lineageOf(Operator made, AbstractDStream<?, R, ?> parent, Time time) {
        return parentOf(made, parent, time).lineage();
    }

    /** What a user's function made of a batch; its failure, null, and an RDD of another context are said with the operator. */
    static <R extends AbstractRDD<?, R>> R called(
            Operator made, DStreamGraph graph, Time time, Callable<@Nullable R> function) {
        R result;
        try {
            result = function.call();
        } catch (WaterclockException e) {
            throw new WaterclockException(e.code(), "The function of " + made + " failed: " + e.getMessage(), e);
        } catch (Throwable e) {
            throw new WaterclockException(ErrorCode.FUNCTION_FAILED, "The function of " + made + " failed: " + e, e);
        }
        if (result == null) {
            throw new WaterclockException(
                    ErrorCode.FUNCTION_FAILED,
                    "The function of " + made + " returned null for the batch " + time
                            + "; return an RDD (one without records is rdd.context().emptyRDD())");
        }
        requireOwn(made, graph, result);
        return result;
    }
}
