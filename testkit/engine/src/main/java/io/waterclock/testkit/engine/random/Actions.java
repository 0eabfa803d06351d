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
 * Runs the actions of a program and writes each result down, as it is and as far as it is promised. Those in the background
 * are waited for at the end.
 */
@NullUnmarked
final class Actions {
    private final Backend backend;
    private final Program program;

    /** What two runs of an action have in common: all of it, or as much as is promised. */
    private record Result(String promised, String exact) {
        static Result of(String text) {
            return new Result(text, text);
        }
    }

    Actions(Backend backend, Program program) {
        this.backend = backend;
        this.program = program;
    }

    RandomLineages.Outcome run() {
        List<Callable<Result>> results = new ArrayList<>();
        for (Act act : program.acts()) {
            Node node = program.nodes().get(act.node());
            Result result = said(() -> {
                Callable<Result> later = inBackground(act, node);
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
        List<String> promised = new ArrayList<>();
        List<String> exact = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Act act = program.acts().get(i);
            String of = act.kind() + " of #" + act.node() + ": ";
            Result result = said(results.get(i));
            promised.add(of + result.promised);
            exact.add(of + result.exact);
        }
        return new RandomLineages.Outcome(promised, exact);
    }

    /** The result; or what was said when the function that fails for good did. */
    private static Result said(Callable<Result> body) {
        try {
            return body.call();
        } catch (Exception e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            if (cause instanceof WaterclockException known && known.getCause() instanceof Strikes.ForGood forGood) {
                String operator =
                        known.getMessage().split(" at ", 2)[0]; // it was called at another line for each engine
                return Result.of(known.code() + ": " + operator + " of " + forGood.getMessage());
            }
            if (e instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            throw new IllegalStateException(e);
        }
    }

    private Result resultOf(Act act, Node node) {
        return switch (act.kind()) {
            case COLLECT -> partitions(node, backend.collect(node));
            case TAKE -> taken(node, backend.take(node, act.k()));
            case FIRST -> taken(node, backend.first(node));
            case FOREACH_PARTITION -> seen(node, backend.foreachPartition(node));
            case LOCAL_ITERATOR -> listed(node, backend.iterated(node));
            default -> Result.of(textOf(act, node));
        };
    }

    private String textOf(Act act, Node node) {
        return switch (act.kind()) {
            case COUNT -> "" + backend.count(node);
            case TAKE_ORDERED -> Values.text(backend.ordered(node, act.k(), act.k() % 2 == 0));
            case TAKE_SAMPLE -> Values.text(backend.sampled(node, act.k()));
            case REDUCE -> Values.text(backend.reduce(node));
            case FOLD -> "" + backend.fold(node);
            case AGGREGATE -> Values.text(backend.aggregate(node));
            case TREE_AGGREGATE -> Values.text(backend.treeAggregate(node));
            case NUMBERS -> Values.text(backend.numbers(node));
            case ACCUMULATE -> Values.text(backend.accumulate(node));
            case COUNT_BY_VALUE -> counts(backend.countByValue(node));
            case COUNT_BY_KEY -> counts(backend.countByKey(node));
            case LOOKUP -> Values.text(Values.sorted(backend.lookup(node, Values.small(act.k()))));
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

    private Callable<Result> inBackground(Act act, Node node) {
        return switch (act.kind()) {
            case COLLECT_ASYNC -> later(backend.collectAsync(node), all -> listed(node, all));
            case COUNT_ASYNC -> later(backend.countAsync(node), count -> Result.of("" + count));
            case TAKE_ASYNC -> later(backend.takeAsync(node, act.k()), all -> taken(node, all));
            case FOREACH_PARTITION_ASYNC -> later(backend.foreachPartitionAsync(node), all -> seen(node, all));
            default -> null;
        };
    }

    private static <T> Callable<Result> later(Future<T> future, Function<T, Result> text) {
        return () -> text.apply(future.get());
    }

    private static Result partitions(Node node, List<List<Object>> partitions) {
        String exact = Values.text(partitions);
        return switch (node.certainty()) {
            case LISTS -> Result.of(exact);
            case BAGS ->
                new Result(Values.text(partitions.stream().map(Values::sorted).toList()), exact);
            case WHOLE ->
                new Result(
                        Values.text(Values.sorted(partitions.stream()
                                .flatMap(List::stream)
                                .collect(ArrayList::new, List::add, List::addAll))),
                        exact);
        };
    }

    private static Result listed(Node node, List<Object> records) {
        String exact = Values.text(records);
        return node.certainty() == Certainty.LISTS
                ? Result.of(exact)
                : new Result(Values.text(Values.sorted(records)), exact);
    }

    /** The partitions come in any order. */
    private static Result seen(Node node, List<List<Object>> partitions) {
        String exact = Values.text(Values.sorted(partitions));
        return switch (node.certainty()) {
            case LISTS -> Result.of(exact);
            case BAGS ->
                new Result(
                        Values.text(Values.sorted(
                                partitions.stream().map(Values::sorted).toList())),
                        exact);
            case WHOLE -> new Result(partitions(node, partitions).promised, exact);
        };
    }

    private static Result taken(Node node, List<Object> records) {
        String exact = Values.text(records);
        return node.certainty() == Certainty.LISTS ? Result.of(exact) : new Result(records.size() + " records", exact);
    }

    private static String counts(Map<Object, Long> counts) {
        Map<String, Long> texts = new TreeMap<>();
        counts.forEach((record, n) -> texts.put(Values.text(record), n));
        return texts.toString();
    }
}
