// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.Tuple2;
import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.source.PartitionCount;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.lineage.BatchSteps;
import io.waterclock.streaming.lineage.Step;
import io.waterclock.streaming.window.Slice;
import io.waterclock.streaming.window.WindowRule;
import io.waterclock.streaming.window.WindowSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The window operators: those that combine are made of slices, the others of the RDDs of their batches. */
final class Windows {
    private static final Function2<Long, Long, Long> ADD = Long::sum;
    private static final Function2<Long, Long, Long> SUBTRACT = (sum, leaving) -> sum - leaving;

    /** Stands, in the key of shared slices, for a function that leaves the values as they are. */
    private static final Object GROUPED = new Object();

    private Windows() {}

    // ---- unions of batches

    /** Lets a stream keep its records for windows over it, unless they are at hand anyway or the program has said how. */
    static void keep(AbstractDStream<?, ?, ?> stream) {
        if (!stream.holdsItsRecords()) {
            stream.keepAtLeast(StorageLevel.MEMORY_ONLY);
        }
    }

    /** The batches of a stream that are in the window at a time, in their order. */
    static <T, R extends AbstractRDD<T, R>> List<Lineage> batches(
            AbstractDStream<T, R, ?> stream, WindowSpan span, Time time) {
        long end = time.milliseconds();
        List<Lineage> lineages = new ArrayList<>();
        for (R rdd : stream.memory().between(end - span.windowMs() + 1, end)) {
            lineages.add(rdd.lineage());
        }
        return lineages;
    }

    /** All values of each key in a window: each batch is shuffled once, and kept. */
    static <K, V> PairDStream<K, Iterable<V>> grouped(
            Operator made, PairDStream<K, V> stream, WindowSpan span, Partitioner partitioner) {
        PartitionCount.requireFew(made, partitioner.numPartitions());
        Shared.Key key = new Shared.Key(stream, GROUPED, partitioner);
        PairDStream<K, V> spread = stream.graph().shared(key, () -> {
            PairDStream<K, V> shuffled =
                    stream.pairs(made, BatchSteps.shuffled(made, partitioner, Combiner.None.INSTANCE));
            shuffled.keepAtLeast(StorageLevel.MEMORY_ONLY);
            return shuffled;
        });
        Function<Object[], Iterable<V>> group = Windows::firstGroup;
        FlatMapFunction<List<Iterable<Object>>, Object> inOrder = Windows::oneAfterTheOther;
        BatchRules.Rule<PairRDD<K, Iterable<V>>> grouping = time -> {
            List<Lineage> batches = batches(spread, span, time);
            if (batches.isEmpty()) {
                batches.add(BatchRules.noRecords(made, 1));
            }
            Lineage all = batches.size() == 1
                    ? batches.get(0)
                    : new Lineage.Zip(made, batches, Lineage.Zip.Pairing.SAME, inOrder, true);
            Lineage groups = new Lineage.CoGroup(made, List.of(all), partitioner);
            return new PairRDD<>(
                    stream.graph().rdds(), new Lineage.Narrow(made, groups, NarrowKind.MAP_VALUES, group, true));
        };
        return new Derived.Pairs<>(stream.graph(), made, span.slideMs(), Derived.From.window(spread, span, grouping));
    }

    @SuppressWarnings("unchecked")
    private static <V> Iterable<V> firstGroup(Object[] groups) {
        return (Iterable<V>) groups[0];
    }

    private static Iterator<Object> oneAfterTheOther(List<Iterable<Object>> batches) {
        Iterator<Iterable<Object>> rest = batches.iterator();
        return new Iterator<>() {
            private Iterator<Object> at = List.of().iterator();

            @Override
            public boolean hasNext() {
                while (!at.hasNext() && rest.hasNext()) {
                    at = rest.next().iterator();
                }
                return at.hasNext();
            }

            @Override
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return at.next();
            }
        };
    }

    // ---- slices

    /**
     * @param inverse null when there is none
     * @param keep which pairs are records; null for all
     */
    static <K, V> PairDStream<K, V> reduced(
            Operator made,
            PairDStream<K, V> stream,
            WindowSpan span,
            Function2<V, V, V> f,
            @Nullable Function2<V, V, V> inverse,
            Partitioner partitioner,
            @Nullable Function<Tuple2<K, V>, Boolean> keep) {
        Function2<V, V, V> combine = stream.graph().combining(made, f);
        WindowRule rule = new WindowRule(span, combine, stream.graph().combiningOrNull(made, inverse), false);
        return SlicedWindow.of(made, slices(made, stream, combine, partitioner), rule, partitioner, keep);
    }

    /** One record out of all in a window; none for a window without any. */
    static <T> DStream<T> reduced(
            Operator made,
            AbstractDStream<T, ?, ?> stream,
            WindowSpan span,
            Function2<T, T, T> f,
            @Nullable Function2<T, T, T> inverse) {
        PairDStream<Integer, T> keyed = stream.graph()
                .shared(
                        new Shared.Key(stream, "one key", BatchSteps.SINGLE),
                        () -> stream.pairs(made, BatchSteps.oneKey(made)));
        Function2<T, T, T> combine = stream.graph().combining(made, f);
        WindowRule rule = new WindowRule(span, combine, stream.graph().combiningOrNull(made, inverse), false);
        return SlicedWindow.of(made, slices(made, keyed, combine, BatchSteps.SINGLE), rule, BatchSteps.SINGLE, null)
                .plain(made, pairs -> BatchSteps.values(made, pairs));
    }

    /** How many records a window has: always one number. */
    static <R extends AbstractRDD<?, R>> DStream<Long> counted(
            Operator made, AbstractDStream<?, R, ?> stream, WindowSpan span) {
        PairDStream<Integer, Long> counts =
                stream.graph().shared(new Shared.Key(stream, "count", BatchSteps.SINGLE), () -> countsOf(made, stream));
        WindowRule rule = new WindowRule(span, ADD, SUBTRACT, true);
        return SlicedWindow.of(made, slices(made, counts, ADD, BatchSteps.SINGLE), rule, BatchSteps.SINGLE, null)
                .plain(made, pairs -> BatchSteps.values(made, pairs));
    }

    /** A batch in which the stream has no RDD has no records, and that is a number, too. */
    private static <R extends AbstractRDD<?, R>> PairDStream<Integer, Long> countsOf(
            Operator made, AbstractDStream<?, R, ?> stream) {
        Step count = BatchSteps.countOfOneKey(made);
        return stream.pairsBy(made, List.of(stream), time -> {
            R rdd = stream.getOrCompute(time);
            Lineage records = rdd == null ? BatchRules.noRecords(made, 1) : rdd.lineage();
            return new PairRDD<>(stream.graph().rdds(), count.on(records));
        });
    }

    /** How often each record occurs in a window. */
    static <T> PairDStream<T, Long> countedByValue(
            Operator made, AbstractDStream<T, ?, ?> stream, WindowSpan span, Partitioner partitioner) {
        PairDStream<T, Long> ones = stream.graph()
                .shared(
                        new Shared.Key(stream, "count by value", partitioner),
                        () -> stream.pairs(made, BatchSteps.countByValue(made, partitioner)));
        WindowRule rule = new WindowRule(span, ADD, SUBTRACT, true);
        return SlicedWindow.of(made, slices(made, ones, ADD, partitioner), rule, partitioner, null);
    }

    /** What each partition of each batch came to; the same stream for all windows that want the same. */
    private static <K, V> DStream<Slice> slices(
            Operator made, PairDStream<K, V> stream, Function2<V, V, V> f, Partitioner partitioner) {
        PartitionCount.requireFew(made, partitioner.numPartitions());
        FlatMapFunction<Iterator<Tuple2<K, V>>, Slice> whole =
                pairs -> List.of(Slice.ofReduced(pairs)).iterator();
        FlatMapFunction<Iterator<Tuple2<K, V>>, Slice> reducing =
                pairs -> List.of(Slice.reduced(pairs, f)).iterator();
        Combiner combiner = new Combiner.Reduce(f);
        return stream.graph()
                .shared(
                        new Shared.Key(stream, f, partitioner),
                        () -> stream.plain(made, parent -> {
                            boolean isSpread = partitioner.equals(parent.partitioner());
                            Lineage pairs =
                                    isSpread ? parent : new Lineage.Shuffle(made, parent, partitioner, combiner, null);
                            return new Lineage.Narrow(
                                    made, pairs, NarrowKind.MAP_PARTITIONS, isSpread ? reducing : whole, false);
                        }));
    }

    /** The streams of slices of a graph: windows over one stream that combine by the same function, in the same partitions, share theirs. */
    static final class Shared {

        /**
         * @param stream compared by identity, as streams are
         * @param function compared by identity, as functions are; a text for what a slice is made of, which isn't kept
         */
        record Key(AbstractDStream<?, ?, ?> stream, Object function, Partitioner partitioner) {}

        private final Map<Key, AbstractDStream<?, ?, ?>> streams = new HashMap<>();

        /**
         * The stream of a key, made if it is the first. Slices that are asked for again are kept, since several windows read each batch.
         */
        @SuppressWarnings("unchecked") // a key says what is made for it
        <S extends AbstractDStream<?, ?, ?>> S get(Key key, Supplier<S> make) {
            @Nullable AbstractDStream<?, ?, ?> there = streams.get(key);
            if (there == null) {
                S made = make.get();
                streams.put(key, made);
                return made;
            }
            if (!(key.function instanceof String)) {
                there.keepAtLeast(StorageLevel.MEMORY_ONLY);
            }
            return (S) there;
        }
    }
}
