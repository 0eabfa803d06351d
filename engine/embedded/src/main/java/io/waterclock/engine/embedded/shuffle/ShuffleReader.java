// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.Tuple2;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Lineage;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Makes the records of one partition after a shuffle of what all map tasks wrote for it. */
@SuppressWarnings({"unchecked", "NullAway"})
public final class ShuffleReader {
    /** Whether the job still wants it is looked at each time a count has none of these bits. */
    private static final int CHECK_MASK = 1023;

    private ShuffleReader() {}

    /** Whether map tasks combine, that is write {@code CombinedChunk[]}. */
    public static boolean combinesEarly(Combiner combiner) {
        return combiner instanceof Combiner.Reduce
                || combiner instanceof Combiner.Aggregate aggregate && aggregate.mapSide();
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
            Object[] pairs = concat(output, partition);
            if (node.keyOrder() != null) {
                Comparator<Object> order = (Comparator<Object>) node.keyOrder();
                Arrays.sort(pairs, (a, b) -> order.compare(((Tuple2<?, ?>) a)._1(), ((Tuple2<?, ?>) b)._1()));
            }
            return ChunkReader.of(pairs, 0, pairs.length);
        }
        if (combiner instanceof Combiner.Group) {
            return ordered(node, group(output, partition));
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

    private static Object[] concat(ShuffleOutput output, int partition) {
        Object[] all = new Object[Math.toIntExact(output.entries(partition))];
        int at = 0;
        for (int m = 0; m < output.mapTasks(); m++) {
            Object[] pairs = output.raw(m, partition);
            System.arraycopy(pairs, 0, all, at, pairs.length);
            at += pairs.length;
        }
        return all;
    }

    private static ChunkReader group(ShuffleOutput output, int partition) {
        KeyedLists lists = new KeyedLists(1, false);
        for (int m = 0; m < output.mapTasks(); m++) {
            lists.addAll(output.raw(m, partition), 0);
        }
        return lists.pairs();
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
        int seen = 0;
        for (int m = 0; m < output.mapTasks(); m++) {
            for (Object record : output.raw(m, partition)) {
                if ((seen++ & CHECK_MASK) == 0) {
                    alive.run();
                }
                Tuple2<?, ?> pair = (Tuple2<?, ?>) record;
                Object key = CombineTable.masked(pair._1());
                int hash = CombineTable.spread(key.hashCode());
                int slot = table.find(key, hash);
                if (slot < 0) {
                    table.insert(-1 - slot, key, hash, create.call(pair._2()));
                } else {
                    table.set(slot, take.call(table.get(slot), pair._2()));
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
     * The groups of several parents by key: pairs of a key and an {@code Object[]} of one list a parent.
     *
     * @param parents for each parent the pairs of this partition
     */
    public static ChunkReader cogroup(List<ChunkReader> parents, Runnable alive) throws Exception {
        KeyedLists lists = new KeyedLists(parents.size(), true);
        for (int parent = 0; parent < parents.size(); parent++) {
            ChunkReader reader = parents.get(parent);
            while (reader.next(ChunkReader.CHUNK)) {
                alive.run();
                for (int i = reader.from; i < reader.to; i++) {
                    lists.add((Tuple2<?, ?>) reader.array[i], parent);
                }
            }
        }
        return lists.pairs();
    }

    /** The pairs of a partition as they were written, task after task. */
    public static ChunkReader raw(ShuffleOutput output, int partition) {
        Object[] pairs = concat(output, partition);
        return ChunkReader.of(pairs, 0, pairs.length);
    }
}
