// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import io.waterclock.WaterclockContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A random program: some sources, up to a dozen transformations over them and over each other, and actions on the last
 * and on some in between. The same seed gives the same program.
 *
 * <p>Run on two contexts, it gives the same lines: each result is written down only as far as the contract of engines
 * promises it ({@link Certainty}), and a function that would see more than that sorts first.
 */
public final class RandomLineages {
    private static final int MOST_STEPS = 12;
    private static final long MANY_RECORDS = 4_000;
    private static final long TOO_MANY_RECORDS = 10_000;

    private final long seed;
    private final boolean modelled;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Act> acts = new ArrayList<>();
    private final SplittableRandom random;

    /** An action on a node. */
    record Act(Kind kind, int node, int k) {
        enum Kind {
            COLLECT,
            COUNT,
            TAKE,
            REDUCE,
            FOLD,
            AGGREGATE,
            FOREACH_PARTITION,
            COUNT_BY_VALUE,
            LOOKUP,
            UNPERSIST
        }

        @Override
        public String toString() {
            return "  " + kind + " of #" + node + " k=" + k;
        }
    }

    private RandomLineages(long seed, boolean modelled) {
        this.seed = seed;
        this.modelled = modelled;
        this.random = new SplittableRandom(seed);
        int sources = 1 + random.nextInt(2);
        for (int i = 0; i < sources; i++) {
            addSource();
        }
        int steps = 3 + random.nextInt(MOST_STEPS - 2);
        while (nodes.size() < sources + steps) {
            addStep();
        }
        addActs();
    }

    /** The program of a seed. */
    public static RandomLineages of(long seed) {
        return new RandomLineages(seed, false);
    }

    /** The program of a seed, of a kind that plain lists can say the result of. */
    public static RandomLineages modelled(long seed) {
        return new RandomLineages(seed, true);
    }

    /** What it gives on the context's engine, a line an action. */
    public List<String> run(WaterclockContext context) {
        return new Actions(new OnContext(context, nodes, false), nodes).run(acts);
    }

    /** As {@link #run}, with functions that fail at some records in the first attempt of each task. */
    public List<String> runWithFailingAttempts(WaterclockContext context) {
        return new Actions(new OnContext(context, nodes, true), nodes).run(acts);
    }

    /** What it gives by plain lists; only for {@link #modelled} programs. */
    public List<String> model() {
        if (!modelled) {
            throw new IllegalStateException("the program of seed " + seed + " was not made to be modelled");
        }
        return new Actions(new OnLists(nodes), nodes).run(acts);
    }

    /** The seed, and the program as text. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("random program, seed ")
                .append(seed)
                .append(modelled ? ", modelled" : "")
                .append('\n');
        nodes.forEach(node -> text.append(node).append('\n'));
        acts.forEach(act -> text.append(act).append('\n'));
        return text.toString();
    }

    // ---- making it

    private void addSource() {
        int[] sizes = {0, 1, 2, 7, 30, 60, 100, 200};
        int size = random.nextInt(20) == 0 ? 2500 : sizes[random.nextInt(sizes.length)];
        add(Op.SOURCE, List.of(), size, true, Certainty.LISTS);
    }

    private void addStep() {
        Op op = Op.values()[1 + random.nextInt(Op.values().length - 1)];
        Node parent = pick();
        Node second = op.hasTwoParents() ? pick() : parent;
        if (op.wantsPairs && !(parent.pairs() && second.pairs())) {
            return;
        }
        if (op.wantsTheSameKind() && parent.pairs() != second.pairs()) {
            return;
        }
        long most = mostRecords(op, parent, second);
        if (most > TOO_MANY_RECORDS || (most > MANY_RECORDS && most > parent.mostRecords())) {
            return;
        }
        Certainty certainty = certainty(op, parent.certainty(), second.certainty());
        if (certainty == null) {
            return;
        }
        boolean pairs = op.givesWhatItGets() ? parent.pairs() : op.givesPairs;
        add(op, op.hasTwoParents() ? List.of(parent.id(), second.id()) : List.of(parent.id()), most, pairs, certainty);
    }

    private void add(Op op, List<Integer> parents, long most, boolean pairs, Certainty certainty) {
        int n = 1 + random.nextInt(random.nextInt(6) == 0 ? 9 : 4);
        if (op == Op.SORT_BY_KEY && (modelled || certainty != Certainty.LISTS)) {
            n = 1; // where the ranges begin depends on a sample, and so on the order of the records
        }
        boolean cached = random.nextInt(6) == 0;
        nodes.add(new Node(nodes.size(), op, parents, n, random.nextInt(1000), pairs, cached, certainty, most));
    }

    /** A node, one of the last more often than not. */
    private Node pick() {
        int size = nodes.size();
        int back = random.nextInt(3) == 0 ? random.nextInt(size) : random.nextInt(Math.min(2, size));
        return nodes.get(size - 1 - back);
    }

    private static long mostRecords(Op op, Node parent, Node second) {
        return switch (op) {
            case FLAT_MAP, FLAT_MAP_TO_PAIR, FLAT_MAP_VALUES -> 2 * parent.mostRecords();
            case CARTESIAN -> parent.mostRecords() * second.mostRecords();
            case UNION, COGROUP, ZIP_PARTITIONS -> parent.mostRecords() + second.mostRecords();
            case JOIN, LEFT_OUTER_JOIN, RIGHT_OUTER_JOIN, FULL_OUTER_JOIN ->
                parent.mostRecords() * second.mostRecords() / 4 + parent.mostRecords() + second.mostRecords();
            default -> parent.mostRecords();
        };
    }

    /** What is promised of the result; null where the operator would show what isn't promised of its parent. */
    private @Nullable Certainty certainty(Op op, Certainty parent, Certainty second) {
        return switch (op) {
            case FIRST_OF_PARTITION, ZIP_WITH_INDEX -> parent == Certainty.LISTS ? Certainty.LISTS : null;
            case GLOM, WITH_INDEX -> parent == Certainty.WHOLE ? null : parent;
            case SORT_PARTITIONS -> parent == Certainty.WHOLE ? Certainty.WHOLE : Certainty.LISTS;
            case UNION, CARTESIAN -> parent.least(second);
            case ZIP_PARTITIONS -> Certainty.LISTS;
            case INTERSECTION -> Certainty.WHOLE;
            case REPARTITION -> parent == Certainty.LISTS && !modelled ? Certainty.BAGS : Certainty.WHOLE;
            case SORT_BY_KEY -> parent;
            case DISTINCT,
                    REDUCE_BY_KEY,
                    GROUP_BY_KEY,
                    COMBINE_BY_KEY,
                    PARTITION_BY,
                    GROUP_BY,
                    AGGREGATE_BY_KEY,
                    SUBTRACT,
                    SUBTRACT_BY_KEY,
                    JOIN,
                    LEFT_OUTER_JOIN,
                    RIGHT_OUTER_JOIN,
                    FULL_OUTER_JOIN,
                    COGROUP -> Certainty.BAGS;
            default -> parent;
        };
    }

    private void addActs() {
        acts.add(new Act(Act.Kind.COLLECT, nodes.size() - 1, 0));
        int more = 1 + random.nextInt(4);
        for (int i = 0; i < more; i++) {
            Act.Kind kind = Act.Kind.values()[random.nextInt(Act.Kind.values().length)];
            acts.add(new Act(kind, pick().id(), random.nextInt(40)));
        }
        acts.add(new Act(Act.Kind.COLLECT, pick().id(), 0));
    }
}
