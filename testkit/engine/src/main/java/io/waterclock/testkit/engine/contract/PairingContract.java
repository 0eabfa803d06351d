// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.at;
import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.pair;
import static io.waterclock.testkit.engine.contract.Programs.partitions;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static io.waterclock.testkit.engine.contract.Programs.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Lineage.Zip} and {@link Lineage.Prune}, and what is made of them; {@code pipe}, which meets a program outside. */
@NullUnmarked
interface PairingContract extends EngineContract {

    // ---- zip

    @Test
    default void zip_pairsRecordsOfTheSamePlace_throughNarrowOperatorsAndNulls() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 5), 2).map(x -> x * 10);
            RDD<String> texts = wc.parallelize(Arrays.asList("a", null, "c", "d", "e"), 2);
            PairRDD<Integer, String> zipped = numbers.zip(texts);
            assertThat(zipped.glom().collect())
                    .containsExactly(
                            List.of(pair(0, "a"), pair(10, null)),
                            List.of(pair(20, "c"), pair(30, "d"), pair(40, "e")));
            assertThat(zipped.mapValues(x -> x + "!")
                            .filter(p -> p._1() > 10)
                            .values()
                            .collect())
                    .containsExactly("c!", "d!", "e!");
            assertThat(numbers.zip(numbers).collect()).contains(pair(40, 40));
            assertThat(wc.emptyRDD().zip(wc.emptyRDD()).collect()).isEmpty();
        }
    }

    @Test
    default void zip_readsNoFurtherThanItIsRead() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> endless = wc.parallelize(List.of(1), 1)
                    .flatMap(x -> Stream.iterate(x, y -> y + 1).iterator());
            RDD<Integer> also = endless.map(x -> -x);
            assertThat(endless.zip(also).take(3)).containsExactly(pair(1, -1), pair(2, -2), pair(3, -3));
            Probe probe = Probe.create();
            RDD<Integer> seen = wc.parallelize(range(0, 100), 1).map(probe::saw);
            assertThat(seen.zip(seen).map(Tuple2::_1).take(2)).containsExactly(0, 1);
            assertThat(probe.seen()).hasSizeLessThan(10);
            assertThat(endless.zipPartitions(
                                    also, (a, b) -> List.of(a.next() + b.next()).iterator())
                            .collect())
                    .containsExactly(0);
            assertThat(endless.cartesian(also).take(2)).containsExactly(pair(1, -1), pair(1, -2));
        }
    }

    @Test
    default void zip_ofUnequalSizes_namesThePartition_andWhichSideEnded() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> five = wc.parallelize(range(0, 5), 2);
            RDD<Integer> four = wc.parallelize(range(0, 4), 2);
            String text = failureOf(() -> five.zip(four).collect()).getMessage();
            assertThat(text).contains("zip at ", "partition 1", "after 2 there are none left of parallelize at ");
            assertThat(failureOf(() -> four.zip(five).count()).getMessage()).contains("and more of parallelize at ");
        }
    }

    @Test
    default void zip_ofUnequalNumbersOfPartitions_isRefused() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> two = wc.parallelize(range(0, 6), 2);
            RDD<Integer> three = wc.parallelize(range(0, 6), 3);
            assertThatThrownBy(() -> two.zip(three).collect())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("zip at ")
                    .hasMessageContaining("2 of parallelize at ")
                    .hasMessageContaining("3 of parallelize at ")
                    .hasMessageContaining("repartition");
            assertThatThrownBy(() -> two.zip(three).distinct(2).collect())
                    .hasMessageContaining("the numbers of partitions differ");
            try (WaterclockContext other = open(2)) {
                assertThatThrownBy(() -> two.zip(other.parallelize(range(0, 6), 2)))
                        .hasMessageContaining("different contexts");
            }
        }
    }

    @Test
    default void zip_meetsShufflesAndKeptPartitions() {
        try (WaterclockContext wc = open(2)) {
            PairRDD<Integer, Integer> sums = wc.parallelize(range(0, 40), 4)
                    .mapToPair(x -> pair(x % 4, x))
                    .reduceByKey(Integer::sum, 2)
                    .cache();
            List<Tuple2<Tuple2<Integer, Integer>, Tuple2<Integer, Integer>>> zipped =
                    sums.zip(sums).collect();
            assertThat(zipped)
                    .hasSize(4)
                    .allSatisfy(both -> assertThat(both._1()).isEqualTo(both._2()));
            assertThat(sums.zip(sums)
                            .mapToPair(both -> both._1())
                            .reduceByKey(Integer::sum, 3)
                            .collectAsMap())
                    .isEqualTo(Map.of(0, 180, 1, 190, 2, 200, 3, 210));
            assertThat(sums.zip(sums).union(sums.zip(sums)).coalesce(1).count()).isEqualTo(8);
        }
    }

    @Test
    default void zipPartitions_seesBothPartitions_andFailuresNameTheOperatorBelow() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> a = wc.parallelize(range(0, 5), 2);
            RDD<Integer> b = wc.parallelize(range(0, 3), 2);
            assertThat(a.zipPartitions(
                                    b,
                                    (x, y) -> List.of(count(x) + "+" + count(y)).iterator())
                            .collect())
                    .containsExactly("2+1", "3+2");
            RDD<Integer> broken = b.map(x -> 6 / (x - 1));
            assertThat(failureOf(() -> a.zipPartitions(broken, (x, y) -> y).collect())
                            .getMessage())
                    .contains("map at ", "partition 1", "record 0");
            assertThat(failureOf(() -> a.zipPartitions(b, (x, y) -> null).collect())
                            .getMessage())
                    .contains("zipPartitions at ", "null");
        }
    }

    private static int count(Iterator<?> records) {
        int n = 0;
        for (; records.hasNext(); records.next()) {
            n++;
        }
        return n;
    }

    // ---- cartesian

    @Test
    default void cartesian_isEachWithEach_leftOneOutside() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> left = wc.parallelize(range(0, 3), 2);
            RDD<String> right = wc.parallelize(List.of("a", "b", "c"), 2);
            assertThat(left.cartesian(right).glom().collect())
                    .containsExactly(
                            List.of(pair(0, "a")),
                            List.of(pair(0, "b"), pair(0, "c")),
                            List.of(pair(1, "a"), pair(2, "a")),
                            List.of(pair(1, "b"), pair(1, "c"), pair(2, "b"), pair(2, "c")));
            assertThat(left.cartesian(wc.emptyRDD()).collect()).isEmpty();
            assertThat(wc.parallelize(List.of(), 3).cartesian(left).getNumPartitions())
                    .isEqualTo(6);
            assertThat(left.cartesian(left.filter(x -> x > 5)).count()).isZero();
            assertThat(left.map(x -> (Integer) null).cartesian(left).count()).isEqualTo(9);
            assertThat(left.cartesian(right)
                            .mapToPair(p -> pair(p._2(), p._1()))
                            .reduceByKey(Integer::sum)
                            .collectAsMap())
                    .isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
        }
    }

    @Test
    default void cartesian_computesTheRightSideOnce_forAPartitionOfTheLeft() {
        try (WaterclockContext wc = open(1)) {
            Probe probe = Probe.create();
            RDD<Integer> right = wc.parallelize(range(0, 10), 1).map(probe::saw);
            assertThat(wc.parallelize(range(0, 50), 1).cartesian(right).count()).isEqualTo(500);
            assertThat(probe.seen()).hasSize(10);
        }
    }

    @Test
    default void aPartitionOfManyParents_isAFunctionOfOneOfEach() {
        try (WaterclockContext wc = open(2)) {
            Lineage a = source(range(0, 4), 2);
            Lineage b = source(range(10, 13), 3);
            Lineage c = source(range(20, 22), 2);
            Lineage crossed = new Lineage.Zip(
                    at("cross", 3),
                    List.of(a, b, c),
                    Lineage.Zip.Pairing.CROSS,
                    sides -> {
                        List<Object> all = new ArrayList<>();
                        sides.forEach(side -> side.forEach(all::add));
                        sides.get(0).forEach(all::add); // once more, from the start
                        return all.iterator();
                    },
                    false);
            List<List<Object>> parts = partitions(wc, crossed);
            assertThat(parts).hasSize(12);
            assertThat(parts.get(0)).containsExactly(0, 1, 10, 20, 0, 1);
            assertThat(parts.get(1)).containsExactly(0, 1, 10, 21, 0, 1);
            assertThat(parts.get(11)).containsExactly(2, 3, 12, 21, 2, 3);
        }
    }

    // ---- numbers

    @Test
    default void zipWithIndex_countsOn_overThePartitions() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<String> texts =
                    wc.parallelize(Arrays.asList("a", "b", null, "d", "e"), 3).map(probe::saw);
            PairRDD<String, Long> numbered = texts.zipWithIndex();
            assertThat(probe.seen()).hasSize(3); // all but the last partition were counted
            assertThat(numbered.collect())
                    .containsExactly(pair("a", 0L), pair("b", 1L), pair(null, 2L), pair("d", 3L), pair("e", 4L));
            probe.forget();
            wc.parallelize(range(0, 9), 1).map(probe::saw).zipWithIndex();
            assertThat(probe.hits()).isZero();
            assertThat(wc.emptyRDD().zipWithIndex().collect()).isEmpty();
            assertThat(wc.parallelize(List.of(7), 4).zipWithIndex().collect()).containsExactly(pair(7, 0L));
        }
    }

    @Test
    default void zipWithUniqueId_numbersByPartition_withoutAJob() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            PairRDD<Integer, Long> numbered =
                    wc.parallelize(range(0, 5), 2).map(probe::saw).zipWithUniqueId();
            assertThat(probe.hits()).isZero();
            assertThat(numbered.collect())
                    .containsExactly(pair(0, 0L), pair(1, 2L), pair(2, 1L), pair(3, 3L), pair(4, 5L));
        }
    }

    // ---- some partitions

    @Test
    default void prune_computesTheKeptPartitionsAlone_inTheOrderWanted() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> all = wc.parallelize(range(0, 8), 4).map(probe::saw);
            Lineage some = new Lineage.Prune(at("prune", 4), all.lineage(), new int[] {3, 1});
            assertThat(partitions(wc, some)).containsExactly(List.of(6, 7), List.of(2, 3));
            assertThat(probe.seen()).containsExactlyInAnyOrder(6, 7, 2, 3);
            RDD<Integer> rdd = new RDD<>(wc.handle(), some);
            assertThat(rdd.map(x -> x + 1).union(rdd).collect()).containsExactly(7, 8, 3, 4, 6, 7, 2, 3);
            assertThat(rdd.mapToPair(x -> pair(x % 2, x))
                            .reduceByKey(Integer::sum)
                            .collectAsMap())
                    .isEqualTo(Map.of(0, 8, 1, 10));
            assertThat(rdd.cache().count() + rdd.count()).isEqualTo(8);
            assertThat(new RDD<>(wc.handle(), new Lineage.Prune(at("prune", 5), all.lineage(), new int[0])).collect())
                    .isEmpty();
        }
    }

    // ---- iterators that hold something

    @Test
    default void aCloseableIterator_isClosedWhenTheTaskEnds_howeverItEnds() {
        try (WaterclockContext wc = open(2)) {
            Probe probe = Probe.create();
            RDD<Integer> rdd = wc.parallelize(range(0, 6), 2)
                    .mapPartitions(records -> new Closing(
                            probe,
                            Collections.unmodifiableList(new ArrayList<>(range(0, 9)))
                                    .iterator()));
            rdd.count();
            assertThat(probe.hits()).isEqualTo(2);
            rdd.take(1);
            assertThat(probe.hits()).isEqualTo(3);
            failureOf(() -> rdd.map(x -> 1 / x).collect());
            assertThat(probe.hits()).isGreaterThanOrEqualTo(4);
        }
    }

    /** Tells the probe when it is closed. */
    final class Closing implements Iterator<Integer>, AutoCloseable {
        private final Probe probe;
        private final Iterator<Integer> numbers;
        private boolean closed;

        Closing(Probe probe, Iterator<Integer> numbers) {
            this.probe = probe;
            this.numbers = numbers;
        }

        @Override
        public boolean hasNext() {
            return numbers.hasNext();
        }

        @Override
        public Integer next() {
            return numbers.next();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                probe.hit();
            }
        }
    }

    // ---- a program outside

    @Test
    default void pipe_sendsRecordsAsLines_andTakesLines_aProcessAPartition() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 3000), 3);
            List<String> expected = new ArrayList<>();
            range(0, 3000).forEach(x -> expected.add("" + x));
            assertThat(numbers.pipe("cat").collect()).isEqualTo(expected);
            assertThat(numbers.pipe("wc -l").map(String::trim).collect()).containsExactly("1000", "1000", "1000");
            assertThat(wc.parallelize(Arrays.asList("ä", null), 1)
                            .pipe(List.of("cat"), Map.of(), false, 1, "UTF-8")
                            .collect())
                    .containsExactly("ä", "null");
            assertThat(wc.parallelize(List.of("x"), 2)
                            .pipe(List.of("sh", "-c", "echo $COLOUR"), Map.of("COLOUR", "blue"))
                            .collect())
                    .containsExactly("blue", "blue");
        }
    }

    @Test
    default void pipe_endsWithTheTask_andAProgramThatReadsNoMoreIsFine() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> many = wc.parallelize(range(0, 200_000), 1);
            assertThat(many.pipe("head -n 2").collect()).containsExactly("0", "1");
            assertThat(many.pipe("cat").take(1)).containsExactly("0");
            RDD<Integer> endless = wc.parallelize(List.of(0), 1)
                    .flatMap(x -> Stream.iterate(x, y -> y + 1).iterator());
            assertThat(endless.pipe("cat").take(3)).containsExactly("0", "1", "2");
            allProcessesEnd();
        }
    }

    private static void allProcessesEnd() {
        ProcessHandle.current()
                .children()
                .forEach(child -> child.onExit().join()); // the test's time limit ends the wait
    }

    @Test
    default void pipe_thatFails_namesCommandAndCode_andWhatItSaid() {
        try (WaterclockContext wc = open(2)) {
            RDD<Integer> numbers = wc.parallelize(range(0, 4), 1);
            String text = failureOf(() -> numbers.pipe(List.of("sh", "-c", "cat; echo 'no such colour' >&2; exit 3"))
                            .collect())
                    .getMessage();
            assertThat(text).contains("pipe at ", "[sh, -c, ", "exit code 3", "no such colour");
            assertThat(failureOf(() -> numbers.pipe("no-such-program-here").collect())
                            .getMessage())
                    .contains("pipe at ", "[no-such-program-here] can't be started");
            assertThat(failureOf(() -> numbers.map(x -> 1 / x).pipe("cat").collect())
                            .getMessage())
                    .contains("map at ", "record 0");
            assertThatThrownBy(() -> numbers.pipe(" ")).hasMessage("pipe: the command has no words");
            assertThatThrownBy(() -> numbers.pipe(List.of("cat"), Map.of(), false, 0))
                    .hasMessage("pipe: the buffer size must be at least 1, not 0");
        }
    }

    @Test
    default void pipe_thatWaits_endsWhenItsJobIsCancelled(@TempDir Path folder) throws Exception {
        try (WaterclockContext wc = open(2)) {
            Path begun = folder.resolve("begun");
            FutureTask<List<String>> job = Programs.meanwhile(() -> {
                wc.setJobGroup("waiting", "a process that waits");
                return wc.parallelize(range(0, 4), 1)
                        .pipe(List.of("sh", "-c", "touch " + begun + "; exec sleep 600"))
                        .collect();
            });
            while (!Files.exists(begun)) {
                assertThat(job.isDone()).isFalse();
                Thread.onSpinWait();
            }
            wc.cancelJobGroup("waiting");
            assertThat(failureOf(() -> Programs.resultOf(job)).code()).isEqualTo(io.waterclock.ErrorCode.JOB_CANCELLED);
            allProcessesEnd();
        }
    }

    @Test
    default void pipe_inADirectoryOfItsOwn_seesTheFilesHere_andLeavesNothing() throws Exception {
        try (WaterclockContext wc = open(2)) {
            List<String> said = wc.parallelize(List.of(1), 1)
                    .pipe(List.of("sh", "-c", "pwd; ls; echo x > made-here"), Map.of(), true, 8192)
                    .collect();
            Path own = Path.of(said.get(0));
            assertThat(own).isNotEqualTo(Path.of("").toAbsolutePath()).doesNotExist();
            try (Stream<Path> here = Files.list(Path.of("").toAbsolutePath())) {
                assertThat(said)
                        .containsAll(here.map(path -> path.getFileName().toString())
                                .filter(name -> !name.startsWith("."))
                                .toList());
            }
            assertThat(Path.of("made-here")).doesNotExist();
        }
    }
}
