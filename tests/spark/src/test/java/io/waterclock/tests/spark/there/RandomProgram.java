// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark.there;

import io.waterclock.tests.spark.program.Input;
import io.waterclock.tests.spark.program.Node;
import io.waterclock.tests.spark.program.Operator;
import io.waterclock.tests.spark.program.Outcome;
import io.waterclock.tests.spark.program.Output;
import io.waterclock.tests.spark.program.Program;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.StorageLevels;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.api.java.function.Function4;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaMapWithStateDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** A random program, as streams. The context is marked as deprecated there. */
@SuppressWarnings("deprecation")
public final class RandomProgram {
    /** By the names of runs: functions of outputs are written to checkpoints, so they can't hold streams. */
    private static final Map<String, RandomProgram> RUNS = new ConcurrentHashMap<>();

    private final JavaStreamingContext ssc;
    private final Program program;
    private final Map<Integer, JavaDStream<Object>> values = new HashMap<>();
    private final Map<Integer, JavaPairDStream<Object, Object>> pairs = new HashMap<>();

    private RandomProgram(JavaStreamingContext ssc, Program program) {
        this.ssc = ssc;
        this.program = program;
    }

    public static void describe(JavaStreamingContext ssc, Program program, String run) {
        RandomProgram described = new RandomProgram(ssc, program);
        RUNS.put(run, described);
        if (program.remembered() > 0) {
            ssc.remember(described.time(program.remembered()));
        }
        program.nodes().forEach(described::make);
        program.outputs().forEach(output -> described.output(output, run));
    }

    public static void end(String run) {
        RUNS.remove(run);
    }

    private Duration time(int batches) {
        return new Duration((long) batches * program.intervalMs());
    }

    // ---- outputs

    private void output(Output output, String run) {
        Node node = program.node(output.node());
        String name = output.name();
        int id = node.id();
        Duration back = time(output.back() * node.every());
        boolean ordered = node.isOrdered();
        if (node.operator().result() == Operator.Kind.VALUES) {
            JavaDStream<Object> stream = values(id);
            if (output.back() > 0) {
                stream.foreachRDD((rdd, time) -> {
                    List<JavaRDD<Object>> rdds = RUNS.get(run).values(id).slice(time.minus(back), time);
                    List<String> texts = new ArrayList<>();
                    rdds.forEach(one -> texts.add(text(one.collect(), ordered)));
                    Outcome.add(run, name, time.milliseconds(), rdds.size(), texts);
                });
            } else {
                stream.foreachRDD((rdd, time) ->
                        Outcome.add(run, name, time.milliseconds(), rdd.getNumPartitions(), texts(rdd.collect())));
            }
        } else {
            JavaPairDStream<Object, Object> stream = pairs(id);
            if (output.back() > 0) {
                stream.foreachRDD((rdd, time) -> {
                    List<JavaPairRDD<Object, Object>> rdds =
                            RUNS.get(run).pairs(id).slice(time.minus(back), time);
                    List<String> texts = new ArrayList<>();
                    rdds.forEach(one -> texts.add(text(one.collect(), ordered)));
                    Outcome.add(run, name, time.milliseconds(), rdds.size(), texts);
                });
            } else {
                stream.foreachRDD((rdd, time) ->
                        Outcome.add(run, name, time.milliseconds(), rdd.getNumPartitions(), texts(rdd.collect())));
            }
        }
    }

    private static List<String> texts(List<?> records) {
        return Records.texts(records.iterator());
    }

    private static String text(List<?> records, boolean ordered) {
        return Records.text(ordered ? records : Records.sorted(records));
    }

    // ---- streams

    private void make(Node node) {
        if (node.operator().result() == Operator.Kind.VALUES) {
            JavaDStream<Object> stream = makeValues(node);
            if (node.kept()) {
                stream.persist(node.variant() % 2 == 0 ? StorageLevels.MEMORY_ONLY : StorageLevels.MEMORY_ONLY_SER);
            }
            values.put(node.id(), stream);
        } else {
            JavaPairDStream<Object, Object> stream = makePairs(node);
            if (node.kept()) {
                stream.persist(node.variant() % 2 == 0 ? StorageLevels.MEMORY_ONLY : StorageLevels.MEMORY_ONLY_SER);
            }
            pairs.put(node.id(), stream);
        }
    }

    private JavaDStream<Object> values(int id) {
        return values.get(id);
    }

    private JavaPairDStream<Object, Object> pairs(int id) {
        return pairs.get(id);
    }

    @SuppressWarnings("unchecked") // nobody looks at the types of records
    private static JavaDStream<Object> any(JavaDStream<?> stream) {
        return (JavaDStream<Object>) stream;
    }

    @SuppressWarnings("unchecked") // nobody looks at the types of records
    private static JavaPairDStream<Object, Object> any(JavaPairDStream<?, ?> stream) {
        return (JavaPairDStream<Object, Object>) stream;
    }

    @SuppressWarnings("unchecked") // an array for two streams, there
    private JavaDStream<Object> makeValues(Node node) {
        int variant = node.variant();
        int n = node.partitions();
        return switch (node.operator()) {
            case INPUT -> input(program.inputs().get(node.left()));
            case MAP -> values(node.left()).map(x -> Records.mapped(variant, x));
            case FILTER -> values(node.left()).filter(x -> Records.passes(variant, x));
            case FLAT_MAP ->
                values(node.left()).flatMap(x -> Records.several(variant, x).iterator());
            case MAP_PARTITIONS ->
                values(node.left())
                        .mapPartitions(part -> Records.partition(part).iterator());
            case GLOM -> any(values(node.left()).glom()).map(list -> new ArrayList<>((List<?>) list));
            case COUNT -> values(node.left()).count().map(Records::big);
            case REDUCE -> values(node.left()).reduce((a, b) -> Records.combined(variant, a, b));
            case UNION -> values(node.left()).union(values(node.right()));
            case CONTEXT_UNION -> ssc.union(values(node.left()), values(node.right()));
            case REPARTITION -> values(node.left()).repartition(n);
            case PAIRS_MAP -> pairs(node.left()).map(pair -> Records.mapped(variant, pair));
            case PAIRS_AS_VALUES -> any(pairs(node.left()).toJavaDStream());
            case PAIRS_COUNT -> pairs(node.left()).count().map(Records::big);
            case MAP_WITH_STATE -> mapWithState(node);
            default -> node.window() > 0 ? windowOfValues(node) : transformed(node);
        };
    }

    private JavaDStream<Object> input(Input input) {
        Queue<JavaRDD<Object>> queue = new ArrayDeque<>();
        input.batches().forEach(batch -> queue.add(ssc.sparkContext().parallelize(batch, input.partitions())));
        JavaDStream<Object> stream = input.whenEmpty().isEmpty()
                ? ssc.queueStream(queue, input.oneAtATime())
                : ssc.queueStream(
                        queue,
                        input.oneAtATime(),
                        ssc.sparkContext().parallelize(input.whenEmpty(), input.partitions()));
        // There, a queue isn't asked in a batch in which no output needs it.
        stream.foreachRDD(rdd -> {});
        return stream;
    }

    private JavaDStream<Object> transformed(Node node) {
        int variant = node.variant();
        int n = node.partitions();
        JavaDStream<Object> left = values(node.left());
        return switch (node.operator()) {
            case TRANSFORM ->
                left.transform(rdd -> switch (variant % 4) {
                    case 0 -> rdd.distinct();
                    case 1 -> rdd.coalesce(1);
                    case 2 ->
                        rdd.mapToPair(x -> new Tuple2<>(x, 1)).groupByKey(n).keys();
                    default -> rdd.repartition(n);
                });
            case TRANSFORM_SORTED -> left.transform(rdd -> rdd.sortBy(x -> Records.text(x), variant % 2 == 0, n));
            case TRANSFORM_IN_TIME ->
                left.transform((rdd, time) -> {
                    Object ms = Records.big(time.milliseconds());
                    return rdd.map(x -> (Object) new Tuple2<>(ms, x));
                });
            case TRANSFORM_WITH ->
                left.transformWith(values(node.right()), (a, b, time) -> switch (variant % 3) {
                    case 0 -> a.subtract(b);
                    case 1 -> a.intersection(b);
                    default -> a.union(b);
                });
            case TRANSFORM_WITH_PAIRS ->
                left.transformWith(
                        pairs(node.right()),
                        (a, b, time) -> variant % 2 == 0 ? a.union(b.keys()) : a.subtract(b.values()));
            case CONTEXT_TRANSFORM ->
                ssc.transform(
                        List.of(left, values(node.right())), (rdds, time) -> unionOf(rdds.get(0), rdds.get(1), time));
            default -> throw new IllegalArgumentException("Not known here: " + node);
        };
    }

    @SuppressWarnings("unchecked") // nobody looks at the types of records
    private static JavaRDD<Object> unionOf(JavaRDD<?> left, JavaRDD<?> right, Time time) {
        JavaRDD<Object> all = ((JavaRDD<Object>) left).union((JavaRDD<Object>) right);
        return time.milliseconds() % 1000 == 0 ? all : all.filter(x -> Records.passes(0, x));
    }

    private JavaDStream<Object> windowOfValues(Node node) {
        int variant = node.variant();
        JavaDStream<Object> left = values(node.left());
        Duration window = time(node.window());
        Duration slide = time(node.every());
        return switch (node.operator()) {
            case WINDOW ->
                node.every() == program.node(node.left()).every() ? left.window(window) : left.window(window, slide);
            case REDUCE_BY_WINDOW -> left.reduceByWindow((a, b) -> Records.combined(variant, a, b), window, slide);
            // There an empty window has the record 0 once it had others.
            case REDUCE_BY_WINDOW_INVERSE ->
                left.<Object>map(x -> 1 + Records.below(50, x))
                        .reduceByWindow(
                                (a, b) -> Records.number(a) + Records.number(b),
                                (a, b) -> Records.number(a) - Records.number(b),
                                window,
                                slide)
                        .filter(x -> Records.number(x) != 0);
            // There, an empty window has no number until the first record has come, then 0.
            case COUNT_BY_WINDOW ->
                left.countByWindow(window, slide).filter(x -> x != 0).map(Records::big);
            default -> throw new IllegalArgumentException("Not known here: " + node);
        };
    }

    private JavaPairDStream<Object, Object> makePairs(Node node) {
        int variant = node.variant();
        int n = node.partitions();
        return switch (node.operator()) {
            case MAP_TO_PAIR -> values(node.left()).mapToPair(x -> new Tuple2<>(Records.keyOf(variant, x), x));
            case FLAT_MAP_TO_PAIR ->
                values(node.left())
                        .flatMapToPair(x -> Records.several(variant, x).stream()
                                .map(y -> new Tuple2<>(Records.keyOf(variant, y), y))
                                .iterator());
            case MAP_PARTITIONS_TO_PAIR ->
                values(node.left())
                        .mapPartitionsToPair(part -> Records.partition(part).stream()
                                .map(y -> new Tuple2<>(Records.keyOf(variant, y), y))
                                .iterator());
            case COUNT_BY_VALUE ->
                (variant % 2 == 0
                                ? values(node.left()).countByValue()
                                : values(node.left()).countByValue(n))
                        .mapValues(Records::big);
            case TRANSFORM_TO_PAIR ->
                values(node.left())
                        .transformToPair(rdd -> rdd.mapToPair(x -> new Tuple2<>(Records.keyOf(variant, x), x)));
            case TRANSFORM_WITH_TO_PAIR ->
                values(node.left())
                        .transformWithToPair(
                                values(node.right()),
                                (a, b, time) -> keyed(variant, a)
                                        .cogroup(keyed(variant, b), n)
                                        .mapValues(both ->
                                                (Object) Records.sorted(both._1).size()));
            case COUNT_BY_VALUE_AND_WINDOW, PAIRS_WINDOW -> windowOfPairs(node);
            default -> makePairsOfPairs(node);
        };
    }

    private static JavaPairRDD<Object, Object> keyed(int variant, JavaRDD<Object> rdd) {
        return rdd.mapToPair(x -> new Tuple2<>(Records.keyOf(variant, x), x));
    }

    @SuppressWarnings("unchecked") // an array for two streams, there
    private JavaPairDStream<Object, Object> makePairsOfPairs(Node node) {
        int variant = node.variant();
        int n = node.partitions();
        JavaPairDStream<Object, Object> left = pairs(node.left());
        return switch (node.operator()) {
            case PAIRS_FILTER -> left.filter(pair -> Records.passes(variant, pair._2));
            case PAIRS_MAP_TO_PAIR -> left.mapToPair(pair -> new Tuple2<>(Records.keyOf(variant, pair._2), pair._1));
            case MAP_VALUES -> left.mapValues(x -> Records.mapped(variant, x));
            case FLAT_MAP_VALUES ->
                left.flatMapValues(x -> Records.several(variant, x).iterator());
            case REDUCE_BY_KEY ->
                switch (variant % 4) {
                    case 0 -> left.reduceByKey((a, b) -> Records.combined(variant, a, b));
                    case 1 -> left.reduceByKey((a, b) -> Records.combined(variant, a, b), new HashPartitioner(n));
                    default -> left.reduceByKey((a, b) -> Records.combined(variant, a, b), n);
                };
            case GROUP_BY_KEY ->
                any((variant % 2 == 0 ? left.groupByKey() : left.groupByKey(n)).mapValues(Records::sorted));
            case COMBINE_BY_KEY ->
                any(left.<List<Object>>combineByKey(
                                x -> Records.added(List.of(), x),
                                Records::added,
                                Records::joined,
                                new HashPartitioner(n),
                                variant % 2 == 0)
                        .mapValues(Records::sorted));
            case PAIRS_UNION -> left.union(pairs(node.right()));
            case PAIRS_CONTEXT_UNION -> ssc.union(left, pairs(node.right()));
            case PAIRS_REPARTITION -> left.repartition(n);
            case PAIRS_TRANSFORM_SORTED ->
                left.transformToPair((rdd, time) -> rdd.mapToPair(
                                pair -> new Tuple2<Object, Object>(pair, Records.big(time.milliseconds())))
                        .sortByKey(new Records.TextOrder(), variant % 2 == 0, n));
            case PAIRS_TRANSFORM_WITH_TO_PAIR ->
                left.transformWithToPair(pairs(node.right()), (a, b, time) -> switch (variant % 3) {
                    case 0 -> a.subtractByKey(b);
                    case 1 -> a.union(b).distinct(n);
                    default -> a.subtract(b);
                });
            case JOIN, LEFT_OUTER_JOIN, RIGHT_OUTER_JOIN, FULL_OUTER_JOIN, COGROUP -> joined(node);
            case UPDATE_STATE, UPDATE_STATE_FROM_INITIAL -> updated(node);
            case STATE_SNAPSHOTS -> any(mapWithStateOf(node).stateSnapshots());
            default -> windowOfPairs(node);
        };
    }

    private JavaPairDStream<Object, Object> joined(Node node) {
        boolean byDefault = node.variant() % 2 == 0;
        int n = node.partitions();
        JavaPairDStream<Object, Object> left = pairs(node.left());
        JavaPairDStream<Object, Object> right = pairs(node.right());
        return switch (node.operator()) {
            case JOIN -> any(byDefault ? left.join(right) : left.join(right, n));
            case LEFT_OUTER_JOIN ->
                any((byDefault ? left.leftOuterJoin(right) : left.leftOuterJoin(right, n))
                        .mapValues(both -> new Tuple2<>(both._1, both._2.or("nothing"))));
            case RIGHT_OUTER_JOIN -> any(byDefault ? left.rightOuterJoin(right) : left.rightOuterJoin(right, n));
            case FULL_OUTER_JOIN -> any(byDefault ? left.fullOuterJoin(right) : left.fullOuterJoin(right, n));
            default ->
                any((byDefault ? left.cogroup(right) : left.cogroup(right, n))
                        .mapValues(both -> new Tuple2<>(Records.sorted(both._1), Records.sorted(both._2))));
        };
    }

    private JavaPairDStream<Object, Object> windowOfPairs(Node node) {
        int variant = node.variant();
        int n = node.partitions();
        Duration window = time(node.window());
        Duration slide = time(node.every());
        boolean sameSlide = node.every() == program.node(node.left()).every();
        return switch (node.operator()) {
            case COUNT_BY_VALUE_AND_WINDOW ->
                (variant % 2 == 0
                                ? values(node.left()).countByValueAndWindow(window, slide)
                                : values(node.left()).countByValueAndWindow(window, slide, n))
                        .mapValues(Records::big);
            case PAIRS_WINDOW ->
                sameSlide
                        ? pairs(node.left()).window(window)
                        : pairs(node.left()).window(window, slide);
            case GROUP_BY_KEY_AND_WINDOW ->
                any((sameSlide
                                ? pairs(node.left()).groupByKeyAndWindow(window)
                                : pairs(node.left()).groupByKeyAndWindow(window, slide, n))
                        .mapValues(Records::sorted));
            case REDUCE_BY_KEY_AND_WINDOW ->
                sameSlide
                        ? pairs(node.left()).reduceByKeyAndWindow((a, b) -> Records.combined(variant, a, b), window)
                        : pairs(node.left())
                                .reduceByKeyAndWindow((a, b) -> Records.combined(variant, a, b), window, slide, n);
            case REDUCE_BY_KEY_AND_WINDOW_INVERSE -> sumsByInverse(node, window, slide);
            default -> throw new IllegalArgumentException("Not known here: " + node);
        };
    }

    /** There, keys whose records have all left stay as zeros: they are filtered out, in one way or the other. */
    private JavaPairDStream<Object, Object> sumsByInverse(Node node, Duration window, Duration slide) {
        JavaPairDStream<Object, Object> positive = pairs(node.left()).mapValues(x -> 1 + Records.below(50, x));
        return node.variant() % 2 == 0
                ? positive.reduceByKeyAndWindow(
                                (a, b) -> Records.number(a) + Records.number(b),
                                (a, b) -> Records.number(a) - Records.number(b),
                                window,
                                slide)
                        .filter(pair -> Records.number(pair._2) != 0)
                : positive.reduceByKeyAndWindow(
                        (a, b) -> Records.number(a) + Records.number(b),
                        (a, b) -> Records.number(a) - Records.number(b),
                        window,
                        slide,
                        node.partitions(),
                        pair -> Records.number(pair._2) != 0);
    }

    // ---- states

    private JavaPairDStream<Object, Object> updated(Node node) {
        JavaPairDStream<Object, Object> left = pairs(node.left());
        int n = node.partitions();
        if (node.operator() == Operator.UPDATE_STATE_FROM_INITIAL) {
            return left.<Object>updateStateByKey(RandomProgram::update, new HashPartitioner(n), initial(node));
        }
        return switch (node.variant() % 3) {
            case 0 -> left.<Object>updateStateByKey(RandomProgram::update);
            case 1 -> left.<Object>updateStateByKey(RandomProgram::update, n);
            default -> left.<Object>updateStateByKey(RandomProgram::update, new HashPartitioner(n));
        };
    }

    /** The sum of all, and less while none come; gone at a number that can be divided by 3. */
    private static Optional<Object> update(List<Object> values, Optional<Object> before) {
        Object old = before.orNull();
        int sum = old == null ? 0 : Records.number(old) + 1;
        for (Object value : values) {
            sum = (sum + Records.number(value)) % 1000;
        }
        if (values.isEmpty() && sum % 3 == 0) {
            return sum % 2 == 0 ? Optional.absent() : Optional.fromNullable(null);
        }
        return Optional.of(sum);
    }

    private JavaPairRDD<Object, Object> initial(Node node) {
        List<Tuple2<Object, Object>> states = new ArrayList<>();
        for (int i = 0; i < node.variant(); i++) {
            states.add(new Tuple2<>(i % 2 == 0 ? (Object) i : "k" + i, 10 * i));
        }
        return ssc.sparkContext().parallelizePairs(states, node.partitions());
    }

    private JavaDStream<Object> mapWithState(Node node) {
        return mapWithStateOf(node);
    }

    private JavaMapWithStateDStream<Object, Object, Object, Object> mapWithStateOf(Node node) {
        int variant = node.variant();
        int limit = 2 + variant % 3;
        boolean inOrder = program.node(node.left()).isOrdered() && node.partitions() < 3;
        Function3<Object, Optional<Object>, State<Object>, Object> always = (key, value, state) ->
                inOrder ? chained(key, value, state) : counted(limit, key, state, value.isPresent());
        Function4<Time, Object, Optional<Object>, State<Object>, Optional<Object>> maybe =
                (time, key, value, state) -> {
                    Object record = counted(limit, key, state, value.isPresent());
                    return Records.number(record) % 4 == 0
                            ? Optional.empty()
                            : Optional.of(new Tuple2<Object, Object>(Records.big(time.milliseconds()), record));
                };
        StateSpec<Object, Object, Object, Object> spec =
                variant % 2 == 0 ? StateSpec.function(always) : StateSpec.function(maybe);
        if (variant % 3 != 0) {
            spec = spec.numPartitions(node.partitions());
        }
        if (variant % 4 < 2) {
            spec = spec.initialState(initial(node));
        }
        if (variant > 3) {
            spec = spec.timeout(time(node.every() * (1 + variant % 3)));
        }
        return pairs(node.left()).mapWithState(spec);
    }

    /** Depends on the order of values; every third only looks at the state. */
    private static Object chained(Object key, Optional<Object> value, State<Object> state) {
        int before = state.exists() ? Records.number(state.get()) : 0;
        if (!value.isPresent()) {
            return new Tuple2<Object, Object>(key, "out at " + before);
        }
        int next = (31 * before + Records.number(value.get())) % 10_007;
        if (next % 3 != 0) {
            state.update(next);
        }
        return new Tuple2<Object, Object>(key, next);
    }

    /** Counts the records of a key up to a limit, then begins again. It doesn't look at values: of their order none is promised. */
    private static Object counted(int limit, Object key, State<Object> state, boolean isRecord) {
        if (state.isTimingOut()) {
            return new Tuple2<Object, Object>(key, "out at " + state.get() + (isRecord ? " with a record" : ""));
        }
        int count = state.exists() ? Records.number(state.get()) + 1 : 1;
        if (count > limit) {
            state.remove();
            return new Tuple2<Object, Object>(key, "gone");
        }
        if (count % 2 == 1 || !state.exists()) {
            state.update(count);
            return new Tuple2<Object, Object>(key, count);
        }
        state.update(count);
        return new Tuple2<Object, Object>(key, "again " + count);
    }
}
