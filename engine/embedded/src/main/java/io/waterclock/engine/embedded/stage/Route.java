// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.engine.embedded.task.Pipeline;
import io.waterclock.rdd.Lineage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way from a node down to where the records of a chain come from, found once for all partitions that take it.
 *
 * <p>A union, a pruning, and a coalesce of a single parent partition, are only a choice of branch: routes fork there, and each
 * fork has the operators above it once more in its own chain. Safe for any thread.
 */
final class Route {
    /**
     * So many operators run in one loop; further ones are read through an iterator of their own. Bounds how deep flatMaps
     * call each other on the stack.
     */
    static final int MAX_OPERATORS = 256;

    private final View view;
    private final List<Lineage.Narrow> operators;
    private final Lineage base;
    private final boolean forks;

    /** For a union, the nodes that it joins, those of unions right below it included; else the parent of what forks. */
    private final List<Lineage> parents;

    /** For a union, the first partition of each of them, and at last how many there are. */
    private final int[] firsts;

    private final @Nullable Route[] branches;
    private volatile @Nullable Pipeline pipeline;

    /** How the marks of a job bear on nodes. */
    interface View {
        /** Whether a node's records are to be had at itself: it is kept, or no chain can go through it. */
        boolean isBarrier(Lineage node);

        /** {@link io.waterclock.rdd.Marks#standsFor}. */
        Lineage current(Lineage node);
    }

    /** Where the records of one partition come from. */
    record Place(Route route, int partition) {}

    private Route(View view, List<Lineage.Narrow> operators, Lineage base, boolean forks) {
        this.view = view;
        this.operators = operators;
        this.base = base;
        this.forks = forks;
        this.parents = !forks ? List.of() : base instanceof Lineage.Union ? joined(base) : base.parents();
        this.branches = new @Nullable Route[parents.size()];
        this.firsts = new int[forks && base instanceof Lineage.Union ? parents.size() + 1 : 0];
        for (int i = 1; i < firsts.length; i++) {
            firsts[i] = Math.addExact(firsts[i - 1], parents.get(i - 1).numPartitions());
        }
    }

    // a union made one by one in a loop is as deep as it is wide: without calls, and so that a partition finds its
    // branch at once
    private List<Lineage> joined(Lineage union) {
        List<Lineage> found = new ArrayList<>();
        Deque<Lineage> left = new ArrayDeque<>();
        left.push(union);
        while (!left.isEmpty()) {
            Lineage node = left.pop();
            if (node instanceof Lineage.Union && (node == union || !view.isBarrier(node))) {
                for (int i = node.parents().size() - 1; i >= 0; i--) {
                    left.push(view.current(node.parents().get(i)));
                }
            } else {
                found.add(node);
            }
        }
        return found;
    }

    /**
     * The route from a node.
     *
     * @param top is meant as it is; for nodes below it {@link View#current} is asked
     */
    static Route from(Lineage top, View view) {
        return from(top, List.of(), view);
    }

    /**
     * The route from a node whose own records are to be computed, although it is a barrier.
     *
     * @param standsAlone whether it is no part of a chain itself
     */
    static Route past(Lineage node, boolean standsAlone, View view) {
        return node instanceof Lineage.Narrow narrow && !standsAlone
                ? from(view.current(narrow.parent()), List.of(narrow), view)
                : new Route(view, List.of(), node, false);
    }

    private static Route from(Lineage top, List<Lineage.Narrow> above, View view) {
        List<Lineage.Narrow> upwards = new ArrayList<>(above.size() + 2);
        for (int i = above.size() - 1; i >= 0; i--) {
            upwards.add(above.get(i));
        }
        Lineage node = top;
        while (upwards.size() < MAX_OPERATORS && !view.isBarrier(node)) {
            if (node instanceof Lineage.Narrow narrow) {
                upwards.add(narrow);
                node = view.current(narrow.parent());
            } else if (node instanceof Lineage.Checkpoint checkpoint) {
                node = checkpoint.parent();
            } else {
                break;
            }
        }
        boolean forks =
                (node instanceof Lineage.Union || node instanceof Lineage.Prune || node instanceof Lineage.Coalesce)
                        && !view.isBarrier(node);
        Collections.reverse(upwards);
        return new Route(view, upwards, node, forks);
    }

    /** Where a partition of the top node comes from. */
    Place at(int partition) {
        Route route = this;
        int at = partition;
        while (route.forks) {
            if (route.base instanceof Lineage.Union) {
                int branch = route.branchOf(at);
                at -= route.firsts[branch];
                route = route.branch(branch);
            } else if (route.base instanceof Lineage.Prune prune) {
                at = prune.kept(at);
                route = route.branch(0);
            } else {
                Lineage.Coalesce coalesce = (Lineage.Coalesce) route.base;
                int first = coalesce.firstParentPartition(at);
                if (coalesce.firstParentPartition(at + 1) - first != 1) {
                    break;
                }
                at = first;
                route = route.branch(0);
            }
        }
        return new Place(route, at);
    }

    private int branchOf(int partition) {
        int at = Arrays.binarySearch(firsts, partition);
        int branch = at >= 0 ? at : -at - 2;
        while (firsts[branch + 1] == firsts[branch]) {
            branch++; // a parent without partitions begins where the next one does
        }
        return branch;
    }

    // without a lock: two threads may find the same, and either will do
    private Route branch(int index) {
        Route known = branches[index];
        if (known == null) {
            known = from(view.current(parents.get(index)), operators, view);
            branches[index] = known;
        }
        return known;
    }

    /** Those of the chain, the one that runs first first. */
    List<Lineage.Narrow> operators() {
        return operators;
    }

    /** What gives the records at the start of the chain. */
    Lineage base() {
        return base;
    }

    /** The chain and its end, made by the first who asks. */
    Pipeline pipeline(Supplier<Pipeline> make) {
        Pipeline known = pipeline;
        if (known == null) {
            synchronized (this) {
                known = pipeline;
                if (known == null) {
                    known = make.get();
                    pipeline = known;
                }
            }
        }
        return known;
    }

    @Override
    public String toString() {
        return operators + " over " + base + Arrays.toString(branches);
    }
}
