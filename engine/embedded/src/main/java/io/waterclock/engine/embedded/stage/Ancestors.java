// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.rdd.Lineage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nodes that read the shuffles which a job needs: each once, after all that it is computed from. Keeps its own stack,
 * so that lineage may be as deep as a program makes it.
 */
final class Ancestors {
    private final Has has;

    /** Those entered since a node had several parents: before that, none can be reached twice. */
    private @Nullable Set<Lineage> seen;

    private @Nullable Step top;

    /** What needs no computing. */
    interface Has {
        /** {@link io.waterclock.rdd.Marks#standsFor}. */
        Lineage current(Lineage node);

        /** Whether all records of a node are kept. */
        boolean node(Lineage node);

        /** Hears of each node that has to be computed, maybe more than once. */
        void passes(Lineage node);

        /** Whether a node reads a shuffle of one of its parents, and that is written. */
        boolean shuffle(Lineage reader, int parent);
    }

    private static final class Step {
        private final Lineage node;
        private final List<Lineage> parents;
        private final @Nullable Step below;
        private int next;

        Step(Lineage node, List<Lineage> parents, @Nullable Step below) {
            this.node = node;
            this.parents = parents;
            this.below = below;
        }
    }

    Ancestors(Has has) {
        this.has = has;
    }

    /** The shuffles and cogroups that {@code from} needs, itself included. */
    List<Lineage> of(Lineage from) {
        List<Lineage> found = new ArrayList<>(2);
        descend(from);
        for (Step step = top; step != null; step = top) {
            if (step.next < step.parents.size()) {
                int parent = step.next++;
                if (!has.shuffle(step.node, parent)) {
                    descend(step.parents.get(parent));
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
    private void descend(Lineage from) {
        Lineage at = has.current(from);
        while (!has.node(at)) {
            has.passes(at);
            if (at.parents().size() != 1 || readsShuffles(at)) {
                enter(at);
                return;
            }
            Lineage parent = at.parents().get(0);
            at = at instanceof Lineage.Checkpoint ? parent : has.current(parent);
        }
    }

    private void enter(Lineage node) {
        List<Lineage> parents = node.parents();
        if (!parents.isEmpty() && (seen == null || seen.add(node))) {
            if (parents.size() > 1 && seen == null) {
                seen = new HashSet<>();
            }
            top = new Step(node, parents, top);
        }
    }

    private static boolean readsShuffles(Lineage node) {
        return node instanceof Lineage.Shuffle || node instanceof Lineage.CoGroup;
    }
}
