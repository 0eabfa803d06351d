// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.listener.StatsReportListener;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.testkit.ManualClock;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Several outputs of a cached stream: with two actions, with one now and then, into files; functions that run jobs, with a broadcast and an
 * accumulator of each batch; older batches; listeners.
 */
final class SeveralOutputs extends SoakProgram {
    /** So old a batch is read again, and then its files are deleted. */
    private static final int OLD_BATCHES = 5;

    /** Says something in each batch. */
    private static final Logger STATISTICS = Logger.getLogger(StatsReportListener.class.getName());

    private final Feed feed = new Feed(10);
    private Path files;
    private ManualClock clock;
    private WaterclockContext wc;
    private TestInput<Tuple2<Long, Integer>> input;
    private PairDStream<Long, Integer> sums;
    private int batch;
    private int twoActions;
    private int conditional;
    private int completed;
    /** Of all inputs, also of other programs in the context. */
    private long records;

    private long expectedRecords;

    @Override
    void describe(StreamingTestKit kit, Path dir) {
        clock = kit.clock();
        wc = kit.waterclockContext();
        files = dir;
        input = kit.input();
        kit.context().remember(Durations.seconds(2 * OLD_BATCHES));
        PairDStream<Long, Integer> pairs = pairs(input);
        sums = pairs.reduceByKey(Integer::sum).cache();
        expect("cached", sums, 1, this::expectedSums);
        sums.foreachRDD(rdd -> {
            twoActions += rdd.count() == rdd.keys().distinct().count() ? 1 : 0;
        });
        sums.foreachRDD(rdd -> {
            if (batch % 4 == 0) {
                conditional += rdd.take(1).size();
            }
        });
        sums.map(Tuple2::toString).saveAsTextFiles(files.resolve("out").toString());
        expect("with jobs inside", pairs.transformToPair(SeveralOutputs::aboveTheMean), 1, this::expectedAbove);
        expect(
                "of shared variables",
                pairs.transform(this::scaled),
                1,
                b -> feed.of(b).stream().map(p -> p._2() * b).toList());
        expect("repartitioned", pairs.repartition(3), 1, feed::of);
        expect(
                "united",
                kit.context().union(pairs, pairs, pairs, pairs).count(),
                1,
                b -> List.of(4L * feed.of(b).size()));
        STATISTICS.setLevel(Level.WARNING);
        kit.context().addStreamingListener(new StatsReportListener(10));
        kit.context().addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted e) {
                completed++;
                records += e.batchInfo().numRecords();
            }
        });
    }

    private List<Tuple2<Long, Integer>> expectedSums(int batch) {
        return Feed.reduced(feed.of(batch), Integer::sum);
    }

    private static PairRDD<Long, Integer> aboveTheMean(PairRDD<Long, Integer> rdd) {
        PairRDD<Long, Integer> kept = rdd.mapValues(v -> v).cache();
        double mean = kept.mapToDouble(p -> (double) p._2()).mean();
        List<Tuple2<Long, Integer>> found = kept.filter(p -> p._2() > mean).collect();
        kept.unpersist();
        return rdd.context().parallelizePairs(found, 2);
    }

    private List<Tuple2<Long, Integer>> expectedAbove(int batch) {
        double mean = feed.of(batch).stream().mapToInt(Tuple2::_2).average().orElse(0);
        return feed.of(batch).stream().filter(p -> p._2() > mean).toList();
    }

    /** The context lets go of both variables when this does. */
    private RDD<Integer> scaled(PairRDD<Long, Integer> rdd) {
        var factor = wc.broadcast(List.of(batch));
        var seen = wc.longAccumulator();
        List<Integer> found = rdd.map(p -> {
                    seen.add(1);
                    return p._2() * factor.value().get(0);
                })
                .collect();
        require("accumulator", found.size(), seen.value());
        return wc.parallelize(found, 2);
    }

    @Override
    void feed(int batch) {
        this.batch = batch;
        input.push(feed.of(batch));
        expectedRecords += feed.of(batch).size();
    }

    @Override
    void check(int batch) throws IOException {
        super.check(batch);
        require("lines saved", expectedSums(batch).size(), linesIn(directory(batch)));
        if (batch > OLD_BATCHES) {
            int old = batch - OLD_BATCHES;
            delete(directory(old));
            List<PairRDD<Long, Integer>> slice = sums.slice(at(old), at(old));
            require("slices of an older batch", 1, slice.size());
            require(
                    "records of an older batch",
                    expectedSums(old).size(),
                    slice.get(0).count());
        }
        require("batches with two actions", batch, twoActions);
        require("batches heard of", batch, completed);
        if (records < expectedRecords) {
            throw new AssertionError("Listeners heard of " + records + " records of " + expectedRecords);
        }
        if (batch % Feed.PERIOD == 0 && conditional == 0) {
            throw new AssertionError("The conditional output never ran");
        }
    }

    private static void require(String what, long expected, long seen) {
        if (seen != expected) {
            throw new AssertionError(what + ": expected " + expected + ", and there are " + seen);
        }
    }

    private Time at(int batch) {
        return new Time(clock.currentTimeMs() - (this.batch - batch) * 1000L);
    }

    private Path directory(int batch) {
        return files.resolve("out-" + at(batch).milliseconds());
    }

    private static long linesIn(Path directory) throws IOException {
        long lines = 0;
        try (Stream<Path> parts = Files.list(directory)) {
            for (Path part : parts.toList()) {
                lines += Files.readAllLines(part).size();
            }
        }
        return lines;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> parts = Files.list(directory)) {
            for (Path part : parts.toList()) {
                Files.delete(part);
            }
        }
        Files.delete(directory);
    }
}
