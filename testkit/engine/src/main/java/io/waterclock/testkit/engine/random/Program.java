// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, each over some before it, and what is done with them in turn.
 *
 * @param modelled whether plain lists can say what it gives
 */
record Program(List<Node> nodes, List<Act> acts, boolean modelled) {

    /** Programs with one thing less each: an act, a half of an act's list, an operator, records, partitions. */
    List<Program> smaller() {
        List<Program> all = new ArrayList<>();
        for (int size = acts.size() / 2; size >= 1; size /= 2) {
            for (int from = 0; from + size <= acts.size() && acts.size() > 1; from += size) {
                List<Act> fewer = new ArrayList<>(acts);
                fewer.subList(from, from + size).clear();
                if (Marking.allows(nodes, fewer)) {
                    all.add(new Program(nodes, fewer, modelled).withoutUnused());
                }
            }
        }
        for (Node node : nodes) {
            for (int parent : new TreeSet<>(node.parents())) {
                add(all, without(node.id(), parent));
            }
            if (node.op() == Op.SOURCE && node.mostRecords() > 0) {
                add(all, with(Node.source(node.id(), (int) node.mostRecords() / 2, node.n(), node.salt())));
                add(all, with(Node.source(node.id(), (int) node.mostRecords() - 1, node.n(), node.salt())));
            }
            if (node.n() > 1) {
                add(all, withPartitions(node, 1));
                add(all, withPartitions(node, node.n() - 1));
            }
        }
        return all;
    }

    private static void add(List<Program> all, @Nullable Program program) {
        if (program != null) {
            all.add(program);
        }
    }

    /** What refers to the node refers to another one. */
    private @Nullable Program without(int id, int instead) {
        List<Act> moved = acts.stream()
                .map(act -> act.node() == id ? new Act(act.kind(), instead, act.k()) : act)
                .toList();
        Program program = remade(nodes, moved, id, instead);
        return program == null ? null : program.withoutUnused();
    }

    private @Nullable Program with(Node node) {
        List<Node> changed = new ArrayList<>(nodes);
        changed.set(node.id(), node);
        return remade(changed, acts, -1, -1);
    }

    private @Nullable Program withPartitions(Node node, int n) {
        return node.op() == Op.SOURCE
                ? with(Node.source(node.id(), (int) node.mostRecords(), n, node.salt()))
                : with(new Node(
                        node.id(),
                        node.op(),
                        node.parents(),
                        n,
                        node.salt(),
                        node.pairs(),
                        node.certainty(),
                        node.fate(),
                        node.mostRecords(),
                        node.mostPartitions()));
    }

    /** What is promised of each node is found anew; null when one can't be made or an act doesn't suit its node any more. */
    private @Nullable Program remade(List<Node> changed, List<Act> done, int id, int instead) {
        List<Node> made = new ArrayList<>();
        for (Node node : changed) {
            Node again = node;
            if (node.op() != Op.SOURCE) {
                List<Node> parents = node.parents().stream()
                        .map(parent -> made.get(parent == id ? instead : parent))
                        .toList();
                again = Node.over(node.id(), node.op(), parents, node.n(), node.salt(), modelled);
            }
            if (again == null) {
                return null;
            }
            made.add(again);
        }
        return done.stream().allMatch(act -> suits(act.kind(), made.get(act.node()))) && Marking.allows(made, done)
                ? new Program(made, done, modelled)
                : null;
    }

    boolean suits(Act.Kind kind, Node node) {
        return suits(kind, node, modelled);
    }

    static boolean suits(Act.Kind kind, Node node, boolean modelled) {
        return switch (node.fate()) {
            case FINE ->
                (node.pairs() || !kind.wantsPairs())
                        && (kind != Act.Kind.TAKE_SAMPLE || !modelled && node.certainty() == Certainty.LISTS);
            case DOOMED -> kind.readsAll && (node.pairs() || !kind.wantsPairs());
            case UNCERTAIN -> false;
        };
    }

    private Program withoutUnused() {
        boolean[] used = new boolean[nodes.size()];
        acts.forEach(act -> used[act.node()] = true);
        for (int id = nodes.size() - 1; id >= 0; id--) {
            if (used[id]) {
                nodes.get(id).parents().forEach(parent -> used[parent] = true);
            }
        }
        int[] moved = new int[nodes.size()];
        List<Node> kept = new ArrayList<>();
        for (Node node : nodes) {
            if (used[node.id()]) {
                moved[node.id()] = kept.size();
                List<Integer> parents =
                        node.parents().stream().map(parent -> moved[parent]).toList();
                kept.add(new Node(
                        kept.size(),
                        node.op(),
                        parents,
                        node.n(),
                        node.salt(),
                        node.pairs(),
                        node.certainty(),
                        node.fate(),
                        node.mostRecords(),
                        node.mostPartitions()));
            }
        }
        return new Program(
                kept,
                acts.stream()
                        .map(act -> new Act(act.kind(), moved[act.node()], act.k()))
                        .toList(),
                modelled);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append(node).append('\n'));
        acts.forEach(act -> text.append(act).append('\n'));
        return text.toString();
    }
}
