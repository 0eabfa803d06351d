// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.engine.embedded.shuffle.SpillFile.Segment;
import io.waterclock.engine.embedded.shuffle.pairs.PairRecords;
import io.waterclock.engine.embedded.shuffle.pairs.Pairs;
import io.waterclock.engine.embedded.shuffle.pairs.PairsReader;
import io.waterclock.function.Function;
import io.waterclock.function.Function2;
import io.waterclock.rdd.Combiner;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.derived.Functions;
import io.waterclock.rdd.derived.JoinKind;
import io.waterclock.source.ChunkReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the records of one partition after a shuffle of what all map tasks wrote for it. */
@SuppressWarnings({"unchecked", "NullAway"}) // keys and values may be null
public final class ShuffleReader {
    /** What combining takes for an entry, in bytes, beyond what is there: a table that is half full, and what is packed of it. */
    private static final int BYTES_PER_ENTRY = 48;

    private static final ByKey FIRST = new FirstOfKey();

    private ShuffleReader() {}

    /** Whether all but the first value of a key are left out. */
    public static boolean keepsFirst(Combiner combiner) {
        return combiner instanceof Combiner.Reduce reduce && reduce.function() == Functions.keepFirst();
    }

    /**
     * The pairs of a partition; combines what came from several tasks by {@code combiner}, the node's own or one with copies of its functions.
     *
     * @param room of the task, closed when the reader has been read or isn't needed any more
     */
    public static ChunkReader read(
            Lineage.Shuffle node, Combiner combiner, ShuffleOutput output, int partition, Room room, ShuffleStore store)
            throws Exception {
        Comparator<Object> order = (Comparator<Object>) node.keyOrder();
        if (combiner instanceof Combiner.None) {
            Input input = output.input(partition);
            return order == null ? new PairRecords(input.open()) : SortByKey.read(input, order, room);
        }
        ChunkReader combined = combined(combiner, output, partition, room, store);
        return order == null
                ? combined
                : SortByKey.read(Input.once(PairsReader.of(combined)).buffered(room), order, room);
    }

    static ChunkReader combined(Combiner combiner, ShuffleOutput output, int partition, Room room, ShuffleStore store)
            throws Exception {
        if (combiner instanceof Combiner.Group) {
            return ByKey.read(new GroupByKey(false), List.of(output.input(partition)), room);
        }
        if (keepsFirst(combiner)) {
            return ByKey.read(FIRST, List.of(output.input(partition)), room);
        }
        Fold fold = fold(combiner);
        Pairs chunk = output.merged(partition, () -> inMemory(fold, output, partition, room, store));
        return chunk != null
                ? new PairRecords(PairsReader.of(chunk))
                : ByKey.read(fold, List.of(output.input(partition)), room);
    }

    private static Fold fold(Combiner combiner) {
        if (combiner instanceof Combiner.Reduce reduce) {
            return new Fold(null, (Function2<Object, Object, Object>) reduce.function());
        }
        Combiner.Aggregate aggregate = (Combiner.Aggregate) combiner;
        return aggregate.mapSide()
                ? new Fold(null, (Function2<Object, Object, Object>) aggregate.mergeCombiners())
                : new Fold((Function<Object, Object>) aggregate.create(), (Function2<Object, Object, Object>)
                        aggregate.mergeValue());
    }

    /** All entries combined, or null where they don't fit and all pairs are on disk. Called under the lock of the partition. */
    private static @Nullable Pairs inMemory(
            Fold fold, ShuffleOutput output, int partition, Room room, ShuffleStore store) throws Exception {
        Hold hold = new Hold(room);
        List<Bucket.Parts> parts =
                hold.take(output.entries(partition) * BYTES_PER_ENTRY) ? output.claimFromMemory(partition) : null;
        if (parts == null) {
            hold.give();
            if (store.moveToDisk(output)) {
                return null;
            }
            parts = output.claim(partition);
        }
        Pairs chunk = combine(parts, fold, room);
        hold.give();
        return chunk;
    }

    private static Pairs combine(List<Bucket.Parts> parts, Fold fold, Room room) throws Exception {
        if (parts.size() == 1 && parts.get(0).isCombined()) {
            return parts.get(0).combined();
        }
        int most = 0;
        for (Bucket.Parts each : parts) {
            most = Math.max(most, each.combined().size);
        }
        CombineTable table = new CombineTable(most);
        for (Bucket.Parts each : parts) {
            for (Segment segment : each.segments()) {
                PairsReader reader = segment.open();
                Pairs chunk;
                while ((chunk = reader.next()) != null) {
                    fold.add(chunk, table, room);
                }
            }
            for (Pairs chunk : each.chunks()) {
                fold.add(chunk, table, room);
            }
            fold.merge(each.combined(), table, room);
        }
        return table.packed();
    }

    /**
     * What one parent of a cogroup has in a partition.
     *
     * @param records when it is read as it is, else null
     * @param output when it has crossed, else null
     */
    public record Parent(
            @Nullable ChunkReader records, @Nullable ShuffleOutput output) {

        private Input input(int partition) {
            return records == null
                    ? Objects.requireNonNull(output).input(partition)
                    : Input.once(PairsReader.of(records));
        }
    }

    /**
     * The groups of several parents by key: pairs of a key and an {@code Object[]} of one collection a parent. A parent that is there twice is
     * read once.
     */
    public static ChunkReader cogroup(List<Parent> parents, int partition, Room room) throws Exception {
        List<Input> sides = new ArrayList<>();
        for (Parent parent : parents) {
            int before = parents.indexOf(parent);
            sides.add(
                    before < sides.size()
                            ? sides.get(before)
                            : parent.input(partition).buffered(room));
        }
        return ByKey.read(new GroupByKey(true), sides, room);
    }

    /** The pairings of two parents, which may be the same. */
    public static ChunkReader join(Parent left, Parent right, JoinKind kind, int partition, Room room)
            throws Exception {
        Input rights = right.input(partition).buffered(room);
        Input lefts = left.equals(right) ? rights : left.input(partition);
        return ByKey.read(new Join(kind), List.of(lefts, rights), room);
    }
}
