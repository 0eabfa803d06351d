// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import io.waterclock.WaterclockException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;

/**
 * Runs the actions of a program and writes each result down, as far as it is promised. Those in the background are waited
 * for at the end.
 */
@NullUnmarked
final class Actions {
    private final Backend backend;
    private final Program program;

    Actions(Backend backend, Program program) {
        this.backend = backend;
        this.program = program;
    }

    List<String> run() {
        List<Callable<String>> results = new ArrayList<>();
        for (Act act : program.acts()) {
            Node node = program.nodes().get(act.node());
            String result = said(() -> {
                Callable<String> later = inBackground(act, node);
                if (later != null) {
                    results.add(later);
                    return null;
                }
                return resultOf(act, node);
            });
            if (result != null) {
                results.add(() -> result);
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Act act = program.acts().get(i);
            lines.add(act.kind() + " of #" + act.node() + ": " + said(results.get(i)));
        }
        return lines;
    }

    /** The result; or what was said when the function that fails for good did. */
    private static String said(Callable<String> body) {
        try {
            return body.call();
        } catch (Exception e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            if (cause instanceof WaterclockException known && known.getCause() instanceof Strikes.ForGood forGood) {
                String operator =
                        known.getMessage().split(" at ", 2)[0]; // it was called at another line for each engine
                return known.code() + ": " + operator + " of " + forGood.getMessage();
            }
            if (e instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            throw new IllegalStateException(e);
        }
    }

    private String resultOf(Act act, Node node) {
        return switch (act.kind()) {
            case COLLECT -> partitions(node, backend.collect(node));
            case COUNT -> "" + backend.count(node);
            case TAKE -> taken(node, backend.take(node, act.k()));
            case FIRST -> taken(node, backend.first(node));
            case TAKE_ORDERED -> Values.text(backend.ordered(node, act.k(), act.k() % 2 == 0));
            case TAKE_SAMPLE -> Values.text(backend.sampled(node, act.k()));
            case REDUCE -> Values.text(backend.reduce(node));
            case FOLD -> "" + backend.fold(node);
            case AGGREGATE -> Values.text(backend.aggregate(node));
            case TREE_AGGREGATE -> Values.text(backend.treeAggregate(node));
            case NUMBERS -> Values.text(backend.numbers(node));
            case FOREACH_PARTITION -> seen(node, backend.foreachPartition(node));
            case ACCUMULATE -> Values.text(backend.accumulate(node));
            case COUNT_BY_VALUE -> counts(backend.countByValue(node));
            case COUNT_BY_KEY -> counts(backend.countByKey(node));
            case LOOKUP -> Values.text(Values.sorted(backend.lookup(node, Values.small(act.k()))));
            case LOCAL_ITERATOR -> listed(node, backend.iterated(node));
            default -> {
                mark(act, node);
                yield "done";
            }
        };
    }

    private void mark(Act act, Node node) {
        switch (act.kind()) {
            case PERSIST -> backend.persist(node, act.k());
            case UNPERSIST -> backend.unpersist(node);
            case CHECKPOINT -> backend.checkpoint(node);
            case LOCAL_CHECKPOINT -> backend.localCheckpoint(node);
            default -> throw new IllegalStateException(act.toString());
        }
    }

    private Callable<String> inBackground(Act act, Node node) {
        return switch (act.kind()) {
            case COLLECT_ASYNC -> later(backend.collectAsync(node), all -> listed(node, all));
            case COUNT_ASYNC -> later(backend.countAsync(node), count -> "" + count);
            case TAKE_ASYNC -> later(backend.takeAsync(node, act.k()), all -> taken(node, all));
            case FOREACH_PARTITION_ASYNC -> later(backend.foreachPartitionAsync(node), all -> seen(node, all));
            default -> null;
        };
    }

    private static <T> Callable<String> later(Future<T> future, Function<T, String> text) {
        return () -> text.apply(future.get());
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

    private static String listed(Node node, List<Object> records) {
        return Values.text(node.certainty() == Certainty.LISTS ? records : Values.sorted(records));
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
