// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.rdd.Lineage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nodes that read the shuffles which a job needs, each after all that it is computed from. Keeps its own stack,
 * so that lineage may be as deep as a program makes it.
 */
final class Ancestors {
    private final Has has;

    /** Those entered since a node had several parents, and whether as a whole: before that, none can be reached twice. */
    private @Nullable Map<Lineage, Boolean> seen;

    private @Nullable Step top;

    /** What needs no computing. */
    interface Has {
        /** {@link io.waterclock.rdd.Marks#standsFor}. */
        Lineage current(Lineage node);

        /** Whether all records of a node are kept. */
        boolean node(Lineage node);

        /** Hears of each node of which every partition has to be computed, maybe more than once. */
        void passes(Lineage node);

        /** Whether a node reads a shuffle of one of its parents, and that is written. */
        boolean shuffle(Lineage reader, int parent);
    }

    private static final class Step {
        private final Lineage node;
        private final List<Lineage> parents;
        private final @Nullable Step below;
        private final boolean whole;
        private int next;

        Step(Lineage node, List<Lineage> parents, boolean whole, @Nullable Step below) {
            this.node = node;
            this.parents = parents;
            this.whole = whole;
            this.below = below;
        }
    }

    Ancestors(Has has) {
        this.has = has;
    }

    /**
     * The shuffles and cogroups that {@code from} needs, itself included.
     *
     * @param whole whether all its partitions are wanted; if not, {@link Has#passes} hears of what is read through shuffles only
     */
    List<Lineage> of(Lineage from, boolean whole) {
        List<Lineage> found = new ArrayList<>(2);
        descend(from, whole);
        for (Step step = top; step != null; step = top) {
            if (step.next < step.parents.size()) {
                int parent = step.next++;
                if (!has.shuffle(step.node, parent)) {
                    boolean crosses = !step.whole && DAGScheduler.readsShuffle(step.node, parent);
                    if (crosses) {
                        has.passes(step.node); // the stage that writes combines too
                    }
                    descend(step.parents.get(parent), step.whole || crosses);
                }
            } else {
                top = step.below;
                if (readsShuffles(step.node)) {
                    found.add(step.node);
                }
            }
        }
        return found;
    }

    /** Down a line of single parents to where the next decision is. */
    private void descend(Lineage from, boolean whole) {
        Lineage at = has.current(from);
        while (!has.node(at)) {
            if (whole) {
                has.passes(at);
            }
            if (at.parents().size() != 1 || readsShuffles(at)) {
                enter(at, whole);
                return;
            }
            Lineage parent = at.parents().get(0);
            at = at instanceof Lineage.Checkpoint ? parent : has.current(parent);
        }
    }

    private void enter(Lineage node, boolean whole) {
        List<Lineage> parents = node.parents();
        if (!parents.isEmpty() && (seen == null || isNew(seen, node, whole))) {
            if (parents.size() > 1 && seen == null) {
                seen = new HashMap<>();
            }
            top = new Step(node, parents, whole, top);
        }
    }

    // what was entered for some of its partitions is entered once more when all are wanted
    private static boolean isNew(Map<Lineage, Boolean> seen, Lineage node, boolean whole) {
        Boolean before = seen.get(node);
        if (before == null || whole && !before) {
            seen.put(node, whole);
            return true;
        }
        return false;
    }

    private static boolean readsShuffles(Lineage node) {
        return node instanceof Lineage.Shuffle || node instanceof Lineage.CoGroup;
    }
}
