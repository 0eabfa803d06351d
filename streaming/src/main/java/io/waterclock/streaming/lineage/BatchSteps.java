// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.lineage;

import io.waterclock.Tuple2;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function2;
import io.waterclock.function.PairFunction;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.source.LocalListSource;
import java.util.Iterator;
import java.util.List;

/** The operators that are made of several nodes. Each puts the same functions, combiners and partitioners on every batch. */
public final class BatchSteps {
    /** All keys in one partition. */
    public static final Partitioner SINGLE = new HashPartitioner(1);

    private BatchSteps() {}

    /** A count for each partition, and one 0 so that an empty batch has a number too, summed in one partition. */
    public static Step count(Operator made) {
        Step counted = countOfOneKey(made);
        return parent -> values(made, counted.on(parent));
    }

    /** The same, as the value of one key. */
    public static Step countOfOneKey(Operator made) {
        FlatMapFunction<Iterator<?>, Tuple2<Integer, Long>> countPartition = BatchSteps::countOf;
        Combiner sum = new Combiner.Reduce((Function2<Long, Long, Long>) Long::sum);
        Lineage zero = new Lineage.Source(made, LocalListSource.of("count", List.of(new Tuple2<>(0, 0L)), 1));
        return parent -> {
            Lineage counts = new Lineage.Narrow(made, parent, NarrowKind.MAP_PARTITIONS, countPartition, false);
            Lineage withZero = new Lineage.Union(made, List.of(counts, zero));
            return new Lineage.Shuffle(made, withZero, SINGLE, sum, null);
        };
    }

    private static Iterator<Tuple2<Integer, Long>> countOf(Iterator<?> records) {
        long n = 0;
        while (records.hasNext()) {
            records.next();
            n++;
        }
        return List.of(new Tuple2<>(0, n)).iterator();
    }

    public static Step countByValue(Operator made, Partitioner partitioner) {
        PairFunction<Object, Object, Long> once = record -> new Tuple2<>(record, 1L);
        Combiner sum = new Combiner.Reduce((Function2<Long, Long, Long>) Long::sum);
        return parent -> {
            Lineage ones = new Lineage.Narrow(made, parent, NarrowKind.MAP_TO_PAIR, once, false);
            return new Lineage.Shuffle(made, ones, partitioner, sum, null);
        };
    }

    public static Step reduce(Operator made, Function2<?, ?, ?> f) {
        Step keyed = oneKey(made);
        Combiner combiner = new Combiner.Reduce(f);
        return parent -> values(made, new Lineage.Shuffle(made, keyed.on(parent), SINGLE, combiner, null));
    }

    /** All records under one key. */
    public static Step oneKey(Operator made) {
        PairFunction<Object, Integer, Object> sameKey = record -> new Tuple2<>(0, record);
        return parent -> new Lineage.Narrow(made, parent, NarrowKind.MAP_TO_PAIR, sameKey, false);
    }

    public static Step repartition(Operator made, Partitioner partitioner) {
        Function2<Integer, Iterator<Object>, Iterator<Tuple2<Integer, Object>>> deal =
                Functions.deal(partitioner.numPartitions());
        return parent -> {
            Lineage dealt = new Lineage.Narrow(made, parent, NarrowKind.MAP_PARTITIONS_WITH_INDEX, deal, false);
            return values(made, new Lineage.Shuffle(made, dealt, partitioner, Combiner.None.INSTANCE, null));
        };
    }

    public static Step shuffled(Operator made, Partitioner partitioner, Combiner combiner) {
        return parent -> new Lineage.Shuffle(made, parent, partitioner, combiner, null);
    }

    public static Lineage values(Operator made, Lineage pairs) {
        return new Lineage.Narrow(made, pairs, NarrowKind.VALUES, NarrowKind.NO_FUNCTION, false);
    }
}
