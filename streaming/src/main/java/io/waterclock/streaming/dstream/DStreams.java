// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.function.Function2;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.program.Arguments;
import io.waterclock.util.Given;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a context makes of any number of streams; a program calls it there. */
public final class DStreams {
    private DStreams() {}

    public static <T> DStream<T> union(DStreamGraph graph, List<DStream<T>> streams) {
        Operator made = combining(graph, "union", streams);
        DStream<T> first = streams.get(0);
        return first.plainBy(made, List.copyOf(streams), time -> first.facade(unionOf(made, streams, time)));
    }

    public static <K, V> PairDStream<K, V> unionPairs(DStreamGraph graph, List<PairDStream<K, V>> streams) {
        Operator made = combining(graph, "union", streams);
        PairDStream<K, V> first = streams.get(0);
        return first.pairsBy(made, List.copyOf(streams), time -> first.facade(unionOf(made, streams, time)));
    }

    public static <T> DStream<T> transform(
            DStreamGraph graph, List<DStream<?>> streams, Function2<List<RDD<?>>, Time, RDD<T>> f) {
        Operator made = combining(graph, "transform", streams, f);
        List<DStream<?>> all = List.copyOf(streams);
        return all.get(0).plainBy(made, List.copyOf(all), time -> {
            List<RDD<?>> rdds = parents(made, all, time);
            return BatchRules.called(made, graph, time, () -> f.call(rdds, time));
        });
    }

    public static <K, V> PairDStream<K, V> transformToPair(
            DStreamGraph graph, List<DStream<?>> streams, Function2<List<RDD<?>>, Time, PairRDD<K, V>> f) {
        Operator made = combining(graph, "transformToPair", streams, f);
        List<DStream<?>> all = List.copyOf(streams);
        return all.get(0).pairsBy(made, List.copyOf(all), time -> {
            List<RDD<?>> rdds = parents(made, all, time);
            return BatchRules.called(made, graph, time, () -> f.call(rdds, time));
        });
    }

    private static List<RDD<?>> parents(Operator made, List<DStream<?>> streams, Time time) {
        List<RDD<?>> parents = new ArrayList<>(streams.size());
        for (DStream<?> stream : streams) {
            parents.add(parent(made, stream, time));
        }
        return parents;
    }

    private static <T> RDD<T> parent(Operator made, DStream<T> stream, Time time) {
        return BatchRules.parentOf(made, stream, time);
    }

    private static Lineage unionOf(Operator made, List<? extends AbstractDStream<?, ?, ?>> streams, Time time) {
        List<Lineage> parents = new ArrayList<>(streams.size());
        for (AbstractDStream<?, ?, ?> stream : streams) {
            parents.add(BatchRules.lineageOf(made, stream, time));
        }
        return new Lineage.Union(made, parents);
    }

    private static Operator combining(
            DStreamGraph graph,
            String method,
            List<? extends AbstractDStream<?, ?, ?>> streams,
            @Nullable Object... functions) {
        Operator made = Arguments.withoutNull(graph.define(method), functions);
        if (Given.given(streams, made.toString(), "list of the streams").isEmpty()) {
            throw new IllegalArgumentException(made + ": at least one stream is needed");
        }
        streams.forEach(stream -> Given.given(stream, made.toString(), "stream of the list"));
        AbstractDStream<?, ?, ?> first = streams.get(0);
        if (first.graph() != graph) {
            throw new IllegalArgumentException(
                    made + ": the stream " + first
                            + " belongs to a different streaming context than the one that was called; call it on the stream's own");
        }
        for (AbstractDStream<?, ?, ?> other : streams) {
            graph.requireCompatible(made, first, other);
        }
        return made;
    }
}
