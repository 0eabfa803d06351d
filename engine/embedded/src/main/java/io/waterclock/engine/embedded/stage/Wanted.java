// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.LineageVisitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Passes the nodes that some partitions of a node are computed from in its own stage, up to the shuffles that it reads and to what is
 * kept. So a job that wants the first partition of a union has nothing to do with the functions of its other branches. Keeps its
 * own stack.
 */
final class Wanted {
    private final Ancestors.Has has;
    private final Route.View view;
    private final Map<Lineage, Route> routes = new HashMap<>();
    private final Set<Route> passed = new HashSet<>();
    private final Map<Lineage, Boolean> kept = new HashMap<>();
    private final Set<Part> seen = new HashSet<>();
    private final Deque<Part> left = new ArrayDeque<>();

    private record Part(Lineage node, int partition) {}

    /**
     * @param has {@link Ancestors.Has#passes} hears of a node once a partition at most
     */
    Wanted(Ancestors.Has has, Route.View view) {
        this.has = has;
        this.view = view;
    }

    void pass(Lineage top, List<Integer> partitions) {
        Lineage from = has.current(top);
        for (int partition : partitions) {
            pass(new Part(from, partition));
            for (Part next = left.poll(); next != null; next = left.poll()) {
                pass(next);
            }
        }
    }

    private void pass(Part part) {
        Route.Place place = routes.computeIfAbsent(part.node, node -> Route.from(node, view))
                .at(part.partition);
        if (passed.add(place.route())) {
            place.route().operators().forEach(has::passes);
        }
        Lineage base = place.route().base();
        if (kept.computeIfAbsent(base, has::node)) {
            return;
        }
        has.passes(base);
        for (Part parent : base.accept(new Parents(place.partition()))) {
            if (seen.add(parent)) {
                left.push(parent);
            }
        }
    }

    /** What a partition is computed from in the same stage. */
    private final class Parents implements LineageVisitor<List<Part>> {
        private final int partition;

        Parents(int partition) {
            this.partition = partition;
        }

        private List<Part> same(Lineage parent) {
            return List.of(part(parent, partition));
        }

        private Part part(Lineage parent, int at) {
            return new Part(has.current(parent), at);
        }

        @Override
        public List<Part> visitSource(Lineage.Source node) {
            return List.of();
        }

        @Override
        public List<Part> visitNarrow(Lineage.Narrow node) {
            return same(node.parent());
        }

        @Override
        public List<Part> visitPrune(Lineage.Prune node) {
            return List.of(part(node.parent(), node.kept(partition)));
        }

        @Override
        public List<Part> visitZip(Lineage.Zip node) {
            List<Part> parts = new ArrayList<>(node.parents().size());
            for (int i = 0; i < node.parents().size(); i++) {
                parts.add(part(node.parents().get(i), node.partitionOf(i, partition)));
            }
            return parts;
        }

        @Override
        public List<Part> visitUnion(Lineage.Union node) {
            int branch = node.branchOf(partition);
            return List.of(part(node.parents().get(branch), partition - node.firstPartitionOf(branch)));
        }

        @Override
        public List<Part> visitCoalesce(Lineage.Coalesce node) {
            List<Part> parts = new ArrayList<>();
            for (int at = node.firstParentPartition(partition); at < node.firstParentPartition(partition + 1); at++) {
                parts.add(part(node.parent(), at));
            }
            return parts;
        }

        @Override
        public List<Part> visitShuffle(Lineage.Shuffle node) {
            return List.of();
        }

        @Override
        public List<Part> visitCoGroup(Lineage.CoGroup node) {
            List<Part> parts = new ArrayList<>(node.parents().size());
            for (int i = 0; i < node.parents().size(); i++) {
                if (!DAGScheduler.readsShuffle(node, i)) {
                    parts.add(part(node.parents().get(i), partition));
                }
            }
            return parts;
        }

        @Override
        public List<Part> visitStateful(Lineage.Stateful node) {
            return same(node.parent());
        }

        @Override
        public List<Part> visitCheckpoint(Lineage.Checkpoint node) {
            return List.of(new Part(node.parent(), partition));
        }

        @Override
        public List<Part> visitStateView(Lineage.StateView node) {
            return List.of();
        }
    }
}
