// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.program;

import io.waterclock.tests.spark.program.Operator.Kind;
import io.waterclock.tests.spark.program.Operator.Order;
import io.waterclock.tests.spark.program.Operator.Windowing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes a program of a seed: one to three inputs, and operators over them and over each other. */
public final class Programs {
    private static final int MOST_NODES = 9;
    private static final int MOST_OUTPUTS = 5;
    private static final int LONGEST_SLIDE = 6;
    /** Records of a stream in a batch; joins of joins would be of any size. */
    private static final double LARGEST = 250;

    private static final Operator[] OPERATORS = Operator.values();

    private final Random random;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    private Programs(long seed) {
        this.random = new Random(seed);
    }

    public static Program of(long seed) {
        return new Programs(seed).make(seed);
    }

    private Program make(long seed) {
        int batches = 4 + random.nextInt(9);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            addInput(batches);
        }
        int wanted = nodes.size() + 3 + random.nextInt(MOST_NODES - 2);
        while (nodes.size() < wanted) {
            add(OPERATORS[random.nextInt(OPERATORS.length - 1)]);
        }
        return new Program(seed, 500 * (1 + random.nextInt(3)), batches, inputs, nodes, outputs());
    }

    private List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0 && outputs.size() < MOST_OUTPUTS; i--) {
            if (outputs.isEmpty() || random.nextInt(3) > 0) {
                outputs.add(0, new Output(i, random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 0));
            }
        }
        return outputs;
    }

    private void addInput(int batches) {
        List<List<Object>> fed = new ArrayList<>();
        int length = random.nextInt(4) == 0 ? random.nextInt(batches) : batches;
        for (int batch = 0; batch < length; batch++) {
            fed.add(records(random.nextInt(3) == 0 ? 0 : random.nextInt(7)));
        }
        boolean oneAtATime = random.nextInt(8) > 0;
        List<Object> whenEmpty = oneAtATime && random.nextInt(4) == 0 ? records(2) : List.of();
        int id = nodes.size();
        inputs.add(new Input(fed, 1 + random.nextInt(3), oneAtATime, whenEmpty));
        nodes.add(new Node(id, Operator.INPUT, id, -1, 0, 0, 1, 0, false, true, true, oneAtATime ? 6 : 30));
    }

    private List<Object> records(int count) {
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int n = random.nextInt(12);
            records.add(
                    switch (random.nextInt(4)) {
                        case 0 -> "w" + n;
                        case 1 -> (1L << 40) + n;
                        default -> n;
                    });
        }
        return records;
    }

    private void add(Operator operator) {
        Node left = any(operator.left, 0);
        if (left == null || operator.order == Order.NEEDED && !left.isCut()) {
            return;
        }
        Node right = operator.right == null ? null : any(operator.right, left.every());
        if (operator.right != null && right == null) {
            return;
        }
        boolean slides = operator.windowing != Windowing.NONE;
        int window = slides ? left.every() * (1 + random.nextInt(4)) : 0;
        int every = slides ? left.every() * (1 + random.nextInt(3)) : left.every();
        if (every > LONGEST_SLIDE || operator.windowing == Windowing.INVERSE && every > window) {
            return;
        }
        double size = size(operator, left, right, window);
        if (size > LARGEST) {
            return;
        }
        boolean ordered = left.isOrdered() && (right == null || right.isOrdered());
        boolean cut = left.isCut() && (right == null || right.isCut());
        nodes.add(new Node(
                nodes.size(),
                operator,
                left.id(),
                right == null ? -1 : right.id(),
                random.nextInt(12),
                window,
                every,
                1 + random.nextInt(4),
                random.nextInt(8) == 0,
                operator.order == Order.SORTED || operator.order != Order.LOST && ordered,
                operator.order != Order.SORTED && operator.order != Order.LOST && cut,
                size));
    }

    private @Nullable Node any(@Nullable Kind kind, int every) {
        List<Node> fitting = nodes.stream()
                .filter(node -> node.operator().result() == kind && (every == 0 || node.every() == every))
                .toList();
        return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
    }

    private static double size(Operator operator, Node left, @Nullable Node right, int window) {
        double both = left.size() + (right == null ? 0 : right.size());
        return switch (operator) {
            case FLAT_MAP, FLAT_MAP_VALUES, FLAT_MAP_TO_PAIR -> 2 * left.size();
            case COUNT, REDUCE, REDUCE_BY_WINDOW, REDUCE_BY_WINDOW_INVERSE, COUNT_BY_WINDOW, PAIRS_COUNT -> 1;
            case JOIN, LEFT_OUTER_JOIN, RIGHT_OUTER_JOIN, FULL_OUTER_JOIN ->
                both + left.size() * (right == null ? 1 : right.size()) / 3;
            case UPDATE_STATE, UPDATE_STATE_FROM_INITIAL, STATE_SNAPSHOTS -> 10 + 2 * left.size();
            case TRANSFORM_WITH, TRANSFORM_WITH_TO_PAIR, TRANSFORM_WITH_PAIRS -> 2 * both;
            default -> both * (window > 0 ? (double) window / left.every() : 1);
        };
    }
}
