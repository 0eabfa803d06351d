// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import io.waterclock.rdd.PairRDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Joins of streams, of windows, and with an RDD that stays. */
final class Joins extends SoakProgram {
    private static final int RESIDUES = 5;

    private final Feed left = new Feed(5);
    private final Feed right = new Feed(6);
    private TestInput<Tuple2<Long, Integer>> leftInput;
    private TestInput<Tuple2<Long, Integer>> rightInput;

    @Override
    void describe(StreamingTestKit kit, Path dir) {
        leftInput = kit.input();
        rightInput = kit.input();
        PairDStream<Long, Integer> l = pairs(leftInput);
        PairDStream<Long, Integer> r = pairs(rightInput);
        expect("join", l.join(r), 1, b -> join(left.of(b), right.of(b)));
        expect("leftOuterJoin", l.leftOuterJoin(r), 1, b -> leftJoin(left.of(b), right.of(b)));
        expect(
                "cogroup",
                l.cogroup(r).mapValues(both -> size(both._1()) * 100 + size(both._2())),
                1,
                b -> Feed.reduced(
                        Stream.concat(
                                        left.of(b).stream().map(p -> new Tuple2<>(p._1(), 100)),
                                        right.of(b).stream().map(p -> new Tuple2<>(p._1(), 1)))
                                .toList(),
                        Integer::sum));
        expect(
                "union",
                l.union(r),
                1,
                b -> Stream.concat(left.of(b).stream(), right.of(b).stream()).toList());
        expect(
                "join of windows",
                l.window(s(4), s(2)).join(r.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, s(6), s(2))),
                2,
                b -> join(left.inWindow(b, 4), Feed.reduced(right.inWindow(b, 6), Integer::sum)));
        List<Tuple2<Integer, String>> names = new ArrayList<>();
        for (int i = 0; i < RESIDUES; i++) {
            names.add(new Tuple2<>(i, "r" + i));
        }
        PairRDD<Integer, String> table =
                kit.waterclockContext().parallelizePairs(names, 2).cache();
        expect(
                "join with an RDD",
                l.transformToPair(rdd -> rdd.mapToPair(p -> new Tuple2<>(Math.floorMod(p._2(), RESIDUES), p._1()))
                        .join(table)),
                1,
                b -> left.of(b).stream()
                        .map(p -> {
                            int residue = Math.floorMod(p._2(), RESIDUES);
                            return new Tuple2<>(residue, new Tuple2<>(p._1(), "r" + residue));
                        })
                        .toList());
        expect(
                "transformWith",
                l.transformWithToPair(r, (a, b, time) -> a.subtractByKey(b)),
                1,
                b -> left.of(b).stream()
                        .filter(p -> right.of(b).stream().noneMatch(q -> q._1().equals(p._1())))
                        .toList());
    }

    private static int size(Iterable<Integer> values) {
        int size = 0;
        for (Iterator<Integer> each = values.iterator(); each.hasNext(); each.next()) {
            size++;
        }
        return size;
    }

    private static List<Tuple2<Long, Tuple2<Integer, Integer>>> join(
            List<Tuple2<Long, Integer>> l, List<Tuple2<Long, Integer>> r) {
        List<Tuple2<Long, Tuple2<Integer, Integer>>> all = new ArrayList<>();
        for (Tuple2<Long, Integer> one : l) {
            r.stream()
                    .filter(other -> other._1().equals(one._1()))
                    .forEach(other -> all.add(new Tuple2<>(one._1(), new Tuple2<>(one._2(), other._2()))));
        }
        return all;
    }

    private static List<Tuple2<Long, Tuple2<Integer, Optional<Integer>>>> leftJoin(
            List<Tuple2<Long, Integer>> l, List<Tuple2<Long, Integer>> r) {
        List<Tuple2<Long, Tuple2<Integer, Optional<Integer>>>> all = new ArrayList<>();
        join(l, r).forEach(p -> all.add(new Tuple2<>(p._1(), new Tuple2<>(p._2()._1(), Optional.of(p._2()._2())))));
        l.stream()
                .filter(one -> r.stream().noneMatch(other -> other._1().equals(one._1())))
                .forEach(one -> all.add(new Tuple2<>(one._1(), new Tuple2<>(one._2(), Optional.empty()))));
        return all;
    }

    @Override
    void feed(int batch) {
        leftInput.push(left.of(batch));
        rightInput.push(right.of(batch));
    }

    private static Duration s(int batches) {
        return Durations.seconds(batches);
    }
}
