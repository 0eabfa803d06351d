// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.program;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A random program of streams, and what it is fed. */
public record Program(
        long seed, int intervalMs, int batches, List<Input> inputs, List<Node> nodes, List<Output> outputs) {

    public Node node(int id) {
        return nodes.stream().filter(node -> node.id() == id).findFirst().orElseThrow();
    }

    /** How many batches have to be remembered for what outputs look back at. */
    public int remembered() {
        return outputs.stream()
                .mapToInt(output -> output.back() * node(output.node()).every())
                .max()
                .orElse(0);
    }

    /** With this output alone, and what it needs. */
    public Program only(Output output) {
        Set<Integer> needed = new HashSet<>(Set.of(output.node()));
        List<Node> left = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (needed.contains(node.id())) {
                left.add(0, node);
                if (node.operator() != Operator.INPUT) {
                    needed.add(node.left());
                    needed.add(node.right());
                }
            }
        }
        return new Program(seed, intervalMs, batches, inputs, left, List.of(output));
    }

    public Program ending(int lastBatch) {
        return new Program(seed, intervalMs, lastBatch, inputs, nodes, outputs);
    }

    /** With one record less. */
    public Program without(int input, int batch, int record) {
        List<Input> changed = new ArrayList<>(inputs);
        Input old = inputs.get(input);
        List<List<Object>> fed = new ArrayList<>(old.batches());
        fed.set(batch, new ArrayList<>(fed.get(batch)));
        fed.get(batch).remove(record);
        changed.set(input, new Input(fed, old.partitions(), old.oneAtATime(), old.whenEmpty()));
        return new Program(seed, intervalMs, batches, changed, nodes, outputs);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                "-Dprograms=1 -Dtest.seed=" + seed + ", " + batches + " batches of " + intervalMs + " ms");
        for (Node node : nodes) {
            text.append("\n  ").append(node);
            if (node.operator() == Operator.INPUT) {
                text.append(" of ").append(inputs.get(node.left()));
            }
        }
        return text.append("\n  outputs ")
                .append(outputs.stream().map(Output::name).toList())
                .toString();
    }
}
