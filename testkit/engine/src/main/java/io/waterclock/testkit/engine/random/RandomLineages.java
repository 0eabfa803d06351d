// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import io.waterclock.WaterclockContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * A random program: some sources, ten to forty transformations over them and over each other, and actions on the last and
 * on some in between, some of them in the background, while nodes are marked for keeping, let go and checkpointed. The
 * same seed gives the same program. In some programs a function fails for good.
 *
 * <p>Run on two engines, it gives the same as far as the contract of engines promises it ({@link Certainty}): a function
 * that would see more than that sorts first. The contexts need a checkpoint directory.
 */
public final class RandomLineages {
    private static final int LEAST_STEPS = 10;
    private static final int MOST_STEPS = 40;
    private static final int MOST_ACTS = 10;
    private static final int MOST_TRIES = 400;

    private final String title;
    private final Program program;

    /**
     * What a program gave, a line an action.
     *
     * @param promised as far as every engine promises it
     * @param exact as it was, with the order of records and where they were
     */
    public record Outcome(List<String> promised, List<String> exact) {}

    private RandomLineages(String title, Program program) {
        this.title = title;
        this.program = program;
    }

    /** The program of a seed. */
    public static RandomLineages of(long seed) {
        return new RandomLineages("random program, seed " + seed, new Maker(seed, false).make());
    }

    /** The program of a seed, of a kind that plain lists can say the result of. */
    public static RandomLineages modelled(long seed) {
        return new RandomLineages("random program, modelled, seed " + seed, new Maker(seed, true).make());
    }

    /** What it gives on the context's engine. */
    public Outcome run(WaterclockContext context) {
        return new Actions(new OnContext(context, program.nodes(), false), program).run();
    }

    /** As {@link #run}, with functions that fail at some records in the first attempt of each task. */
    public Outcome runWithFailingAttempts(WaterclockContext context) {
        return new Actions(new OnContext(context, program.nodes(), true), program).run();
    }

    /** What it gives by plain lists; only for {@link #modelled} programs. */
    public Outcome model() {
        if (!program.modelled()) {
            throw new IllegalStateException(title + " was not made to be modelled");
        }
        return new Actions(new OnLists(program.nodes()), program).run();
    }

    /**
     * As small a program as is found in a while that still fails: actions, operators and records are left out as long as
     * it does.
     */
    public RandomLineages shrunk(Predicate<RandomLineages> fails) {
        Program smallest = program;
        int tries = 0;
        boolean found = true;
        while (found) {
            found = false;
            for (Program smaller : smallest.smaller()) {
                if (tries++ == MOST_TRIES) {
                    return new RandomLineages(title + ", made smaller", smallest);
                }
                if (fails.test(new RandomLineages(title, smaller))) {
                    smallest = smaller;
                    found = true;
                    break;
                }
            }
        }
        return new RandomLineages(title + ", made smaller", smallest);
    }

    /** How many nodes it has, sources included. */
    public int size() {
        return program.nodes().size();
    }

    /** The seed, and the program as text. */
    @Override
    public String toString() {
        return title + "\n" + program;
    }

    private static final class Maker {
        private final boolean modelled;
        private final SplittableRandom random;
        private final List<Node> nodes = new ArrayList<>();
        private final List<Act> acts = new ArrayList<>();
        private final Marking marking = new Marking(nodes);

        /** How many functions that fail for good it may still get. */
        private int breaks;

        Maker(long seed, boolean modelled) {
            this.modelled = modelled;
            this.random = new SplittableRandom(seed);
        }

        Program make() {
            breaks = random.nextInt(8) == 0 ? 1 : 0;
            int sources = 1 + random.nextInt(3);
            for (int i = 0; i < sources; i++) {
                addSource();
            }
            int steps = LEAST_STEPS + random.nextInt(MOST_STEPS - LEAST_STEPS + 1);
            // what can't be added isn't counted; a program in which hardly anything can ends shorter
            for (int tries = 0; nodes.size() < sources + steps && tries < 20 * steps; tries++) {
                addStep();
            }
            addActs();
            return new Program(nodes, acts, modelled);
        }

        private void addSource() {
            int[] sizes = {0, 1, 2, 7, 30, 60, 100, 200};
            int size = random.nextInt(20) == 0 ? 2500 : sizes[random.nextInt(sizes.length)];
            nodes.add(Node.source(nodes.size(), size, partitions(), random.nextInt(1000)));
        }

        private void addStep() {
            Op op = Op.values()[1 + random.nextInt(Op.values().length - 1)];
            Node parent = pick();
            List<Node> parents = op.hasTwoParents() ? List.of(parent, pick()) : List.of(parent);
            if (op == Op.BREAKS && breaks == 0) {
                return;
            }
            Node node = Node.over(nodes.size(), op, parents, partitions(), random.nextInt(1000), modelled);
            if (node != null) {
                nodes.add(node);
                breaks -= op == Op.BREAKS ? 1 : 0;
            }
        }

        /** Mostly a few. */
        private int partitions() {
            return 1 + random.nextInt(random.nextInt(8) == 0 ? 20 : 4);
        }

        /** A node, one of the last more often than not. */
        private Node pick() {
            int size = nodes.size();
            int back = random.nextInt(3) == 0 ? random.nextInt(size) : random.nextInt(Math.min(2, size));
            return nodes.get(size - 1 - back);
        }

        private void addActs() {
            int marked = random.nextInt(1 + nodes.size() / 4);
            for (int i = 0; i < marked; i++) {
                addAct(Act.Kind.PERSIST, nodes.get(random.nextInt(nodes.size())));
            }
            addAct(Act.Kind.COLLECT, nodes.get(nodes.size() - 1));
            int more = 3 + random.nextInt(MOST_ACTS - 2);
            for (int i = 0; i < more; i++) {
                addAct(Act.Kind.values()[random.nextInt(Act.Kind.values().length)], pick());
            }
            addAct(Act.Kind.COLLECT, pick());
        }

        private void addAct(Act.Kind kind, Node node) {
            Act act = new Act(kind, node.id(), random.nextInt(40));
            if (Program.suits(kind, node, modelled) && marking.allows(act)) {
                acts.add(act);
            }
        }
    }
}
