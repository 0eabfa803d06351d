// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.function.FlatMapFunction;
import io.waterclock.function.Function;
import io.waterclock.source.PartitionCount;
import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an RDD is computed from: one immutable node, its parents below it. The set of nodes is closed; engines answer
 * each through {@link LineageVisitor}. Everything that {@link RDD} and {@link PairRDD} offer is written with these nodes.
 *
 * <p>Nodes are compared by identity. Records are untyped here: a node of pairs carries {@link io.waterclock.Tuple2}.
 * A node knows nothing of caching or names: those are marks that the context holds ({@link Marks}).
 */
public abstract sealed class Lineage {
    private final Operator operator;
    private volatile int hash;

    private volatile @Nullable Attachment attachments;

    private static final AtomicReferenceFieldUpdater<Lineage, @Nullable Attachment> ATTACHMENTS =
            AtomicReferenceFieldUpdater.newUpdater(Lineage.class, Attachment.class, "attachments");

    private static final AtomicIntegerFieldUpdater<Lineage> HASHES =
            AtomicIntegerFieldUpdater.newUpdater(Lineage.class, "hash");

    private record Attachment(
            Object owner, Object value, @Nullable Attachment next) {}

    private Lineage(Operator operator) {
        this.operator = operator;
    }

    /** The user's operator that made this node. */
    public final Operator operator() {
        return operator;
    }

    public abstract List<Lineage> parents();

    /** How many partitions this node has; for a source this may list the input, once. */
    public abstract int numPartitions();

    /** How keys are spread over the partitions, or null when nothing is known. */
    public @Nullable Partitioner partitioner() {
        return null;
    }

    public abstract <R> R accept(LineageVisitor<R> visitor);

    // ---- what goes with it

    /**
     * For engines: what {@code owner} has {@linkplain #attach attached} to this node, or null. Safe for any thread.
     *
     * @param type of the owner's attachments
     */
    public final <A> @Nullable A attached(Object owner, Class<A> type) {
        return find(attachments, owner, type);
    }

    /**
     * For engines: what {@code owner} has attached to this node, made now if there is nothing. It is kept for as long as the node is, so
     * that what was computed for a node goes when nobody can ask for it any more, without anybody watching. Safe for any
     * thread: all get the same.
     *
     * @param owner compared by identity, and kept as well: had better hold nothing
     * @param make may be called in vain when two threads come at once
     */
    public final <A> A attach(Object owner, Class<A> type, Supplier<? extends A> make) {
        A made = null;
        while (true) {
            Attachment first = attachments;
            A there = find(first, owner, type);
            if (there != null) {
                return there;
            }
            if (made == null) {
                made = make.get();
            }
            if (ATTACHMENTS.compareAndSet(this, first, new Attachment(owner, made, first))) {
                return made;
            }
        }
    }

    private static <A> @Nullable A find(@Nullable Attachment first, Object owner, Class<A> type) {
        for (Attachment at = first; at != null; at = at.next) {
            if (at.owner == owner) {
                return type.cast(at.value);
            }
        }
        return null;
    }

    /**
     * As good as that of an object's identity, which takes a call of the VM to make: dear for a node that lives for one job. Most are
     * never asked.
     */
    @Override
    public final int hashCode() {
        int known = hash;
        if (known == 0) {
            HASHES.compareAndSet(this, 0, ThreadLocalRandom.current().nextInt() | 1);
            known = hash;
        }
        return known;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return operator.toString();
    }

    /** Records from outside: a local list, files, received blocks, a connector. The only open node. */
    public static final class Source extends Lineage {
        private final PartitionedSource<?> source;

        public Source(Operator operator, PartitionedSource<?> source) {
            super(operator);
            this.source = source;
        }

        /** The partitions, in the order of their indexes; the same list at every call. */
        public List<? extends SourcePartition<?>> partitions() {
            return source.partitions();
        }

        @Override
        public List<Lineage> parents() {
            return List.of();
        }

        @Override
        public int numPartitions() {
            return source.partitions().size();
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitSource(this);
        }
    }

    /** One of {@link NarrowKind}: partition i of the result is made of partition i of the parent alone, in its order. */
    public static final class Narrow extends Lineage {
        private final Lineage parent;
        private final NarrowKind kind;
        private final Object function;
        private final boolean preservesPartitioning;

        /**
         * @param function of the type that the kind asks for
         * @param preservesPartitioning whether keys stay what they were, so that the parent's partitioner still holds
         */
        public Narrow(
                Operator operator, Lineage parent, NarrowKind kind, Object function, boolean preservesPartitioning) {
            super(operator);
            this.parent = parent;
            this.kind = kind;
            this.function = kind.checked(function);
            this.preservesPartitioning = preservesPartitioning;
        }

        public Lineage parent() {
            return parent;
        }

        public NarrowKind kind() {
            return kind;
        }

        public Object function() {
            return function;
        }

        @Override
        public List<Lineage> parents() {
            return List.of(parent);
        }

        @Override
        public int numPartitions() {
            Lineage below = parent; // a chain may be longer than a stack is deep
            while (below instanceof Narrow narrow) {
                below = narrow.parent;
            }
            return below.numPartitions();
        }

        @Override
        public @Nullable Partitioner partitioner() {
            Lineage at = this;
            while (at instanceof Narrow narrow) {
                if (!narrow.preservesPartitioning) {
                    return null;
                }
                at = narrow.parent;
            }
            return at.partitioner();
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitNarrow(this);
        }
    }

    /** All partitions of the first parent, then all of the second, and so on; duplicates stay. */
    public static final class Union extends Lineage {
        private final List<Lineage> parents;
        private volatile int @Nullable [] firsts;

        public Union(Operator operator, List<? extends Lineage> parents) {
            super(operator);
            this.parents = List.copyOf(parents);
        }

        @Override
        public List<Lineage> parents() {
            return parents;
        }

        /** Which parent a partition comes from. */
        public int branchOf(int partition) {
            int[] first = firsts();
            Objects.checkIndex(partition, first[parents.size()]);
            int at = Arrays.binarySearch(first, partition);
            int branch = at >= 0 ? at : -at - 2;
            while (first[branch + 1] == first[branch]) {
                branch++; // a parent without partitions begins where the next one does
            }
            return branch;
        }

        /** The first of the partitions that come from a parent. */
        public int firstPartitionOf(int branch) {
            return firsts()[branch];
        }

        @Override
        public int numPartitions() {
            return firsts()[parents.size()];
        }

        // found once, without a lock: two threads find the same
        private int[] firsts() {
            int[] known = firsts;
            if (known == null) {
                known = new int[parents.size() + 1];
                long sum = 0;
                for (int i = 0; i < parents.size(); i++) {
                    sum += parents.get(i).numPartitions();
                    known[i + 1] = (int) sum;
                }
                PartitionCount.requireFew(
                        operator(), sum, () -> "which its " + parents.size() + " parents have together");
                firsts = known;
            }
            return known;
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitUnion(this);
        }
    }

    /**
     * Fewer partitions without a shuffle: of p parent partitions, partition i of n has those from {@code i·p/n} up to
     * {@code (i+1)·p/n}, one after the other. Never more than the parent has.
     */
    public static final class Coalesce extends Lineage {
        private final Lineage parent;
        private final int atMost;

        public Coalesce(Operator operator, Lineage parent, int atMost) {
            super(operator);
            this.parent = parent;
            this.atMost = atMost;
        }

        public Lineage parent() {
            return parent;
        }

        /** The first parent partition of partition {@code index}; that of {@code index + 1} is where it ends. */
        public int firstParentPartition(int index) {
            return (int) ((long) index * parent.numPartitions() / numPartitions());
        }

        @Override
        public List<Lineage> parents() {
            return List.of(parent);
        }

        @Override
        public int numPartitions() {
            return Math.min(atMost, parent.numPartitions());
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitCoalesce(this);
        }
    }

    /**
     * Some of the parent's partitions: partition i of the result is partition {@code kept(i)} of the parent, as it is. The
     * others are not computed.
     */
    public static final class Prune extends Lineage {
        private final Lineage parent;
        private final int[] kept;

        /** @param kept indexes of the parent's partitions, in the order wanted */
        public Prune(Operator operator, Lineage parent, int[] kept) {
            super(operator);
            this.parent = parent;
            this.kept = kept.clone();
        }

        public Lineage parent() {
            return parent;
        }

        /** Which of the parent's partitions a partition is. */
        public int kept(int partition) {
            return kept[partition];
        }

        @Override
        public List<Lineage> parents() {
            return List.of(parent);
        }

        @Override
        public int numPartitions() {
            return kept.length;
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitPrune(this);
        }
    }

    /**
     * A partition is made by a function of one partition of each parent. The function gets a list with, for each parent, an
     * {@link Iterable} of its records; each call of {@code iterator()} computes the parent's partition (or reads what is
     * kept) anew, and no further than it is read. The function is called once an attempt.
     */
    public static final class Zip extends Lineage {
        /** Which partitions of the parents meet. */
        public enum Pairing {
            /** Partition i of each parent; all have as many. */
            SAME,
            /**
             * Each partition of the first with each of the second, and so on; the last parent's changes fastest. The function iterates all
             * but the first again and again: an engine holds what they give, in memory or elsewhere, rather than compute it each
             * time, but never more in memory than it has for that.
             */
            CROSS
        }

        private final List<Lineage> parents;
        private final Pairing pairing;
        private final FlatMapFunction<List<Iterable<Object>>, ?> function;
        private final boolean preservesPartitioning;

        /** @param preservesPartitioning whether the first parent's partitioner holds for the result; only for SAME */
        public Zip(
                Operator operator,
                List<? extends Lineage> parents,
                Pairing pairing,
                FlatMapFunction<List<Iterable<Object>>, ?> function,
                boolean preservesPartitioning) {
            super(operator);
            this.parents = List.copyOf(parents);
            this.pairing = pairing;
            this.function = function;
            this.preservesPartitioning = preservesPartitioning && pairing == Pairing.SAME;
        }

        public FlatMapFunction<List<Iterable<Object>>, ?> function() {
            return function;
        }

        public Pairing pairing() {
            return pairing;
        }

        /** Which partition of a parent the function sees in a partition. */
        public int partitionOf(int parent, int partition) {
            if (pairing == Pairing.SAME) {
                return partition;
            }
            int rest = partition;
            for (int i = parents.size() - 1; i > parent; i--) {
                rest /= parents.get(i).numPartitions();
            }
            return rest % parents.get(parent).numPartitions();
        }

        private int crossed(int n, Lineage parent) {
            int times = parent.numPartitions();
            return PartitionCount.requireFew(
                    operator(),
                    (long) n * times,
                    () -> n + " of " + parents.get(0) + " times " + times + " of " + parent);
        }

        @Override
        public List<Lineage> parents() {
            return parents;
        }

        /** @throws IllegalArgumentException when parents that are to meet one to one have not as many partitions */
        @Override
        public int numPartitions() {
            int n = parents.get(0).numPartitions();
            for (Lineage parent : parents.subList(1, parents.size())) {
                if (pairing == Pairing.CROSS) {
                    n = crossed(n, parent);
                } else if (parent.numPartitions() != n) {
                    throw new IllegalArgumentException(operator() + ": the numbers of partitions differ: " + n + " of "
                            + parents.get(0) + ", " + parent.numPartitions() + " of " + parent
                            + "; make them equal with repartition or coalesce");
                }
            }
            return n;
        }

        @Override
        public @Nullable Partitioner partitioner() {
            return preservesPartitioning ? parents.get(0).partitioner() : null;
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitZip(this);
        }
    }

    /**
     * Pairs sent to partitions by key. With a {@link Combiner} the values of a key become one; without, every pair stays
     * itself and pairs from one parent partition keep their order. With an order the keys of a partition come in it (equal
     * keys in the order of their parent partitions, then as they stood there).
     */
    public static final class Shuffle extends Lineage {
        private final Lineage parent;
        private final Partitioner partitioner;
        private final Combiner combiner;
        private final @Nullable Comparator<?> keyOrder;

        public Shuffle(
                Operator operator,
                Lineage parent,
                Partitioner partitioner,
                Combiner combiner,
                @Nullable Comparator<?> keyOrder) {
            super(operator);
            PartitionCount.requireFew(operator, partitioner.numPartitions());
            this.parent = parent;
            this.partitioner = partitioner;
            this.combiner = combiner;
            this.keyOrder = keyOrder;
        }

        public Lineage parent() {
            return parent;
        }

        public Combiner combiner() {
            return combiner;
        }

        public @Nullable Comparator<?> keyOrder() {
            return keyOrder;
        }

        @Override
        public List<Lineage> parents() {
            return List.of(parent);
        }

        @Override
        public int numPartitions() {
            return partitioner.numPartitions();
        }

        @Override
        public Partitioner partitioner() {
            return partitioner;
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitShuffle(this);
        }
    }

    /**
     * For each key of any parent a pair of the key and an {@code Object[]} with, for each parent, the {@link List} of its
     * values (fresh, modifiable, in the order of the parent's partitions). A parent that is already spread by an equal
     * partitioner is read partition by partition, without a shuffle.
     */
    public static final class CoGroup extends Lineage {
        private final List<Lineage> parents;
        private final Partitioner partitioner;

        public CoGroup(Operator operator, List<? extends Lineage> parents, Partitioner partitioner) {
            super(operator);
            PartitionCount.requireFew(operator, partitioner.numPartitions());
            this.parents = List.copyOf(parents);
            this.partitioner = partitioner;
        }

        @Override
        public List<Lineage> parents() {
            return parents;
        }

        @Override
        public int numPartitions() {
            return partitioner.numPartitions();
        }

        @Override
        public Partitioner partitioner() {
            return partitioner;
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitCoGroup(this);
        }
    }

    /**
     * A step of a state: partition p reads its state of {@link #fromVersion()}, takes in partition p of the parent, and
     * leaves its state of {@link #toVersion()} as a private draft, which the engine publishes or abandons as a whole.
     *
     * <p>What it emits is pinned with the draft: as long as the target version is kept (draft or published) the node
     * answers with what was pinned and the function is not run again. A failed attempt leaves nothing.
     */
    public static final class Stateful extends Lineage {
        /** The from-version of a state that starts empty. */
        public static final long NONE = Long.MIN_VALUE;

        private final Lineage parent;
        private final String name;
        private final long fromVersion;
        private final long toVersion;
        private final StatefulFunction function;

        public Stateful(
                Operator operator,
                Lineage parent,
                String name,
                long fromVersion,
                long toVersion,
                StatefulFunction function) {
            super(operator);
            if (toVersion <= fromVersion) {
                throw new IllegalArgumentException(
                        "state " + name + ": version " + toVersion + " can't follow " + fromVersion);
            }
            this.parent = parent;
            this.name = name;
            this.fromVersion = fromVersion;
            this.toVersion = toVersion;
            this.function = function;
        }

        public Lineage parent() {
            return parent;
        }

        public String name() {
            return name;
        }

        public long fromVersion() {
            return fromVersion;
        }

        public long toVersion() {
            return toVersion;
        }

        public StatefulFunction function() {
            return function;
        }

        @Override
        public List<Lineage> parents() {
            return List.of(parent);
        }

        @Override
        public int numPartitions() {
            return parent.numPartitions();
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitStateful(this);
        }
    }

    /**
     * What its parent gives. The parent is exchanged once for another that gives the same in the same partitions, kept elsewhere;
     * what the first was computed from is then no part of the lineage any more.
     */
    public static final class Checkpoint extends Lineage {
        private final @Nullable Partitioner partitioner;
        private volatile Lineage parent;

        public Checkpoint(Operator operator, Lineage parent) {
            super(operator);
            this.parent = parent;
            this.partitioner = parent.partitioner();
        }

        /** May be another one at the next call, as good as this one. */
        public Lineage parent() {
            return parent;
        }

        /** For contexts: exchanges the parent. */
        public void cut(Lineage replacement) {
            if (replacement.numPartitions() != numPartitions()) {
                throw new IllegalArgumentException(this + " has " + numPartitions() + " partitions, its replacement "
                        + replacement.numPartitions());
            }
            parent = replacement;
        }

        @Override
        public List<Lineage> parents() {
            return List.of(parent);
        }

        @Override
        public int numPartitions() {
            return parent.numPartitions();
        }

        @Override
        public @Nullable Partitioner partitioner() {
            return partitioner;
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitCheckpoint(this);
        }
    }

    /** The published state of one version, read through {@code reader} (from the state object to its records). */
    public static final class StateView extends Lineage {
        private final String name;
        private final long version;
        private final int numPartitions;
        private final @Nullable Partitioner partitioner;
        private final Function<Object, ? extends Iterator<?>> reader;

        public StateView(
                Operator operator,
                String name,
                long version,
                int numPartitions,
                @Nullable Partitioner partitioner,
                Function<Object, ? extends Iterator<?>> reader) {
            super(operator);
            this.name = name;
            this.version = version;
            this.numPartitions = numPartitions;
            this.partitioner = partitioner;
            this.reader = reader;
        }

        public String name() {
            return name;
        }

        public long version() {
            return version;
        }

        public Function<Object, ? extends Iterator<?>> reader() {
            return reader;
        }

        @Override
        public List<Lineage> parents() {
            return List.of();
        }

        @Override
        public int numPartitions() {
            return numPartitions;
        }

        @Override
        public @Nullable Partitioner partitioner() {
            return partitioner;
        }

        @Override
        public <R> R accept(LineageVisitor<R> visitor) {
            return visitor.visitStateView(this);
        }
    }
}
