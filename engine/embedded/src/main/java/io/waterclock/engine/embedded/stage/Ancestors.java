// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.rdd.Lineage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the nodes that read the shuffles which a job needs: each once, after all that it is computed from. Keeps its own stack,
 * so that lineage may be as deep as a program makes it.
 */
final class Ancestors {
    private final Has has;
    private final Set<Lineage> seen = new HashSet<>(4);
    private final Deque<Step> path = new ArrayDeque<>(4);

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
        private int next;

        Step(Lineage node) {
            this.node = node;
        }
    }

    Ancestors(Has has) {
        this.has = has;
    }

    /** The shuffles and cogroups that {@code top} needs, itself included. */
    List<Lineage> of(Lineage top) {
        List<Lineage> found = new ArrayList<>(2);
        descend(top);
        for (Step step = path.peek(); step != null; step = path.peek()) {
            if (step.next < step.node.parents().size()) {
                int parent = step.next++;
                if (!has.shuffle(step.node, parent)) {
                    descend(step.node.parents().get(parent));
                }
            } else {
                path.pop();
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
        if (!node.parents().isEmpty() && seen.add(node)) {
            path.push(new Step(node));
        }
    }

    private static boolean readsShuffles(Lineage node) {
        return node instanceof Lineage.Shuffle || node instanceof Lineage.CoGroup;
    }
}
