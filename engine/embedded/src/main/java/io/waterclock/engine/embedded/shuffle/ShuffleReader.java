// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.Tuple2;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.rdd.derived.JoinKind;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the records of one partition after a shuffle of what all map tasks wrote for it. */
@SuppressWarnings({"unchecked", "NullAway"})
public final class ShuffleReader {
    /** Whether the job still wants it is looked at each time a count has none of these bits. */
    private static final int CHECK_MASK = 1023;

    private ShuffleReader() {}

    /** Whether all but the first value of a key are left out. */
    public static boolean keepsFirst(Combiner combiner) {
        return combiner instanceof Combiner.Reduce reduce && reduce.function() == Functions.keepFirst();
    }

    /**
     * The pairs of a partition; combines what came from several tasks by {@code combiner}, the node's own or one with copies of its functions.
     *
     * @param alive called now and then; throws when the job is over
     */
    public static ChunkReader read(
            Lineage.Shuffle node, Combiner combiner, ShuffleOutput output, int partition, Runnable alive)
            throws Exception {
        if (combiner instanceof Combiner.None) {
            return node.keyOrder() == null ? raw(output, partition) : sorted(output, partition, node.keyOrder());
        }
        if (combiner instanceof Combiner.Group) {
            return ordered(node, group(output, partition, alive));
        }
        if (keepsFirst(combiner)) {
            return ordered(node, first(output, partition, alive));
        }
        if (combiner instanceof Combiner.Reduce reduce) {
            return ordered(
                    node,
                    merge(output, partition, (Function2<Object, Object, Object>) reduce.function(), alive)
                            .pairs());
        }
        Combiner.Aggregate aggregate = (Combiner.Aggregate) combiner;
        return ordered(
                node,
                (aggregate.mapSide()
                                ? merge(
                                        output,
                                        partition,
                                        (Function2<Object, Object, Object>) aggregate.mergeCombiners(),
                                        alive)
                                : output.merged(partition, () -> aggregate(output, partition, aggregate, alive)))
                        .pairs());
    }

    private static ChunkReader ordered(Lineage.Shuffle node, ChunkReader reader) throws Exception {
        if (node.keyOrder() == null) {
            return reader;
        }
        List<Object> pairs = new ArrayList<>();
        while (reader.next(ChunkReader.CHUNK)) {
            pairs.addAll(Arrays.asList(reader.array).subList(reader.from, reader.to));
        }
        Comparator<Object> order = (Comparator<Object>) node.keyOrder();
        pairs.sort((a, b) -> order.compare(((Tuple2<?, ?>) a)._1(), ((Tuple2<?, ?>) b)._1()));
        return ChunkReader.of(pairs.toArray(), 0, pairs.size());
    }

    /** The pairs of a partition as they were written, task after task. */
    private static ChunkReader raw(ShuffleOutput output, int partition) {
        return new PairRecords(pairs(output, partition));
    }

    private static PairsReader pairs(ShuffleOutput output, int partition) {
        return PairsReader.of(output.raw(partition).iterator());
    }

    private static ChunkReader sorted(ShuffleOutput output, int partition, Comparator<?> order) {
        int records = Math.toIntExact(output.entries(partition));
        Column keys = new Column(records);
        Column values = new Column(records);
        for (Pairs chunk : output.raw(partition)) {
            keys.addAll(chunk.keys);
            values.addAll(chunk.values);
        }
        return new SortedReader(keys, values, KeySort.order(keys, (Comparator<Object>) order));
    }

    private static ChunkReader group(ShuffleOutput output, int partition, Runnable alive) {
        Grouping grouping = new Grouping(1, 0);
        for (Pairs chunk : output.raw(partition)) {
            alive.run();
            grouping.add(0, chunk);
        }
        return new GroupReader(grouping, 1, false);
    }

    /** The first pair of each key. */
    private static ChunkReader first(ShuffleOutput output, int partition, Runnable alive) {
        KeyTable table = new KeyTable();
        Column values = new Column(16);
        int[] numbers = new int[Pairs.MOST];
        for (Pairs chunk : output.raw(partition)) {
            alive.run();
            table.number(chunk, numbers);
            for (int i = 0; i < chunk.size; i++) {
                if (numbers[i] == values.size) {
                    values.add(chunk.values.get(i));
                }
            }
        }
        return new PairRecords(PairsReader.of(new Pairs(table.keys, values)));
    }

    private static CombinedChunk merge(
            ShuffleOutput output, int partition, Function2<Object, Object, Object> f, Runnable alive) throws Exception {
        return output.merged(partition, () -> {
            CombinedChunk last = new CombinedChunk(CombineTable.OBJECTS, 0);
            int some = 0;
            for (int m = 0; m < output.mapTasks(); m++) {
                CombinedChunk chunk = output.combined(m, partition);
                if (chunk.size > 0) {
                    last = chunk;
                    some++;
                }
            }
            if (some <= 1) {
                return last;
            }
            CombineTable table = new CombineTable();
            for (int m = 0; m < output.mapTasks(); m++) {
                mergeChunk(table, output.combined(m, partition), f, alive);
            }
            return packed(table);
        });
    }

    private static void mergeChunk(
            CombineTable table, CombinedChunk chunk, Function2<Object, Object, Object> f, Runnable alive)
            throws Exception {
        for (int i = 0; i < chunk.size; i++) {
            if ((i & CHECK_MASK) == 0) {
                alive.run();
            }
            int slot = table.find(chunk.keys[i], chunk.hashes[i]);
            if (slot < 0) {
                table.insert(-1 - slot, chunk.keys[i], chunk.hashes[i], chunk.value(i));
            } else {
                table.set(slot, f.call(table.get(slot), chunk.value(i)));
            }
        }
    }

    private static CombinedChunk aggregate(
            ShuffleOutput output, int partition, Combiner.Aggregate aggregate, Runnable alive) throws Exception {
        Function<Object, Object> create = (Function<Object, Object>) aggregate.create();
        Function2<Object, Object, Object> take = (Function2<Object, Object, Object>) aggregate.mergeValue();
        CombineTable table = new CombineTable();
        for (Pairs chunk : output.raw(partition)) {
            alive.run();
            for (int i = 0; i < chunk.size; i++) {
                Object key = CombineTable.masked(chunk.keys.get(i));
                int hash = CombineTable.spread(key.hashCode());
                int slot = table.find(key, hash);
                if (slot < 0) {
                    table.insert(-1 - slot, key, hash, create.call(chunk.values.get(i)));
                } else {
                    table.set(slot, take.call(table.get(slot), chunk.values.get(i)));
                }
            }
        }
        return packed(table);
    }

    private static CombinedChunk packed(CombineTable table) {
        CombinedChunk chunk = new CombinedChunk(table.mode, table.size);
        for (int i = 0; i < table.keys.length; i++) {
            if (table.keys[i] != null) {
                chunk.add(table, i);
            }
        }
        return chunk;
    }

    /**
     * What one parent of a cogroup has in a partition.
     *
     * @param records when it is read as it is, else null
     * @param output when it has crossed, else null
     */
    public record Parent(
            @Nullable ChunkReader records, @Nullable ShuffleOutput output) {

        private PairsReader open(int partition) {
            return records == null ? pairs(output, partition) : PairsReader.of(records);
        }
    }

    /** The groups of several parents by key: pairs of a key and an {@code Object[]} of one list a parent. */
    public static ChunkReader cogroup(List<Parent> parents, int partition, Runnable alive) throws Exception {
        Grouping grouping = new Grouping(parents.size(), 0);
        for (int i = 0; i < parents.size(); i++) {
            take(grouping, i, parents.get(i).open(partition), alive);
        }
        return new GroupReader(grouping, parents.size(), true);
    }

    /** The pairings of two parents. */
    public static ChunkReader join(Parent left, Parent right, JoinKind kind, int partition, Runnable alive)
            throws Exception {
        Grouping grouping = new Grouping(1, 0);
        take(grouping, 0, right.open(partition), alive);
        return new JoinReader(left.open(partition), grouping, kind, alive);
    }

    private static void take(Grouping grouping, int side, PairsReader pairs, Runnable alive) throws Exception {
        Pairs chunk;
        while ((chunk = pairs.next()) != null) {
            alive.run();
            grouping.add(side, chunk);
        }
    }
}
