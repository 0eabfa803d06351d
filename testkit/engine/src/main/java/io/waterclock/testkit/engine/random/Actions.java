// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import io.waterclock.testkit.engine.random.RandomLineages.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;

/** Runs the actions of a program and writes each result down, as far as it is promised. */
@NullUnmarked
final class Actions {
    private final Backend backend;
    private final List<Node> nodes;

    Actions(Backend backend, List<Node> nodes) {
        this.backend = backend;
        this.nodes = nodes;
    }

    List<String> run(List<Act> acts) {
        List<String> lines = new ArrayList<>();
        for (Act act : acts) {
            lines.add(act.kind() + " of #" + act.node() + ": " + resultOf(act));
        }
        return lines;
    }

    private String resultOf(Act act) {
        Node node = nodes.get(act.node());
        return switch (act.kind()) {
            case COLLECT -> partitions(node, backend.collect(node));
            case COUNT -> "" + backend.count(node);
            case TAKE -> taken(node, backend.take(node, act.k()));
            case REDUCE -> Values.text(backend.reduce(node));
            case FOLD -> "" + backend.fold(node);
            case AGGREGATE -> Values.text(backend.aggregate(node));
            case FOREACH_PARTITION -> seen(node, backend.foreachPartition(node));
            case COUNT_BY_VALUE -> counts(backend.countByValue(node));
            case LOOKUP ->
                node.pairs() ? Values.text(Values.sorted(backend.lookup(node, Values.small(act.k())))) : "no pairs";
            case UNPERSIST -> {
                backend.unpersist(node);
                yield "done";
            }
        };
    }

    private static String partitions(Node node, List<List<Object>> partitions) {
        return switch (node.certainty()) {
            case LISTS -> Values.text(partitions);
            case BAGS -> Values.text(partitions.stream().map(Values::sorted).toList());
            case WHOLE ->
                Values.text(Values.sorted(
                        partitions.stream().flatMap(List::stream).collect(ArrayList::new, List::add, List::addAll)));
        };
    }

    /** The partitions come in any order. */
    private static String seen(Node node, List<List<Object>> partitions) {
        return switch (node.certainty()) {
            case LISTS -> Values.text(Values.sorted(partitions));
            case BAGS ->
                Values.text(
                        Values.sorted(partitions.stream().map(Values::sorted).toList()));
            case WHOLE -> partitions(node, partitions);
        };
    }

    private static String taken(Node node, List<Object> records) {
        return node.certainty() == Certainty.LISTS ? Values.text(records) : records.size() + " records";
    }

    private static String counts(Map<Object, Long> counts) {
        Map<String, Long> texts = new TreeMap<>();
        counts.forEach((record, n) -> texts.put(Values.text(record), n));
        return texts.toString();
    }
}
