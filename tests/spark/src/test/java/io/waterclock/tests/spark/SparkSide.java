// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark;

import io.waterclock.tests.spark.program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.apache.spark.util.ManualClock;

/** Runs programs on Spark Streaming, by Spark's own manual clock. Its context is marked as deprecated. */
@SuppressWarnings("deprecation")
final class SparkSide implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final JavaSparkContext context;
    private final Path checkpoints;
    private int runs;

    SparkSide() throws IOException {
        context = new JavaSparkContext(new SparkConf()
                .setMaster("local[2]")
                .setAppName("comparison")
                .set("spark.ui.enabled", "false")
                .set("spark.hadoop.fs.file.impl", NoPermissions.class.getName())
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.streaming.clock", ManualClock.class.getName()));
        checkpoints = Files.createTempDirectory("waterclock-comparison");
    }

    /** What a run needs there and not here. */
    enum Checkpoints {
        /** Time-outs fire only in batches of checkpoints: states of {@code mapWithState} get one in each. */
        EACH_BATCH,
        /** As often as Spark chooses. */
        BY_DEFAULT,
        NONE
    }

    /**
     * @param description gets the context, and the name of the run
     */
    Outcome run(int intervalMs, int batches, Checkpoints kind, BiConsumer<JavaStreamingContext, String> description)
            throws InterruptedException {
        String run = "there " + runs++;
        Outcome outcome = Outcome.begin(run);
        JavaStreamingContext streaming = new JavaStreamingContext(context, new Duration(intervalMs));
        try {
            if (kind != Checkpoints.NONE) {
                streaming.checkpoint(checkpoints.resolve(run).toUri().toString());
            }
            // A batch without jobs is completed silently.
            streaming.<Object>queueStream(new ArrayDeque<JavaRDD<Object>>()).foreachRDD(rdd -> {});
            description.accept(streaming, run);
            if (kind == Checkpoints.EACH_BATCH) {
                checkpointStates(streaming);
            }
            turn(streaming, intervalMs, batches);
        } finally {
            streaming.stop(false, false);
            context.getPersistentRDDs().values().forEach(rdd -> rdd.unpersist(false));
            io.waterclock.tests.spark.there.RandomProgram.end(run);
            Outcome.end(run);
        }
        return outcome;
    }

    private static void turn(JavaStreamingContext streaming, int intervalMs, int batches) throws InterruptedException {
        LinkedBlockingQueue<Long> completed = new LinkedBlockingQueue<>();
        streaming.addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted batch) {
                completed.add(batch.batchInfo().batchTime().milliseconds());
            }
        });
        streaming.start();
        ManualClock clock = (ManualClock) streaming.ssc().scheduler().clock();
        for (int i = 0; i < batches; i++) {
            clock.advance(intervalMs);
            long waitedSeconds = 0;
            while (completed.poll(1, TimeUnit.SECONDS) == null) {
                // Throws what a batch failed with.
                streaming.awaitTerminationOrTimeout(1);
                waitedSeconds++;
                if (waitedSeconds > PATIENCE_SECONDS) {
                    throw new IllegalStateException(
                            "Spark has not completed a batch within " + PATIENCE_SECONDS + " s");
                }
            }
            streaming.awaitTerminationOrTimeout(1);
        }
    }

    private static void checkpointStates(JavaStreamingContext streaming) {
        Set<DStream<?>> seen = new HashSet<>();
        ArrayDeque<DStream<?>> open = new ArrayDeque<>();
        for (DStream<?> output : streaming.ssc().graph().getOutputStreams()) {
            open.add(output);
        }
        while (!open.isEmpty()) {
            DStream<?> stream = open.remove();
            if (seen.add(stream)) {
                if (stream.getClass().getSimpleName().equals("InternalMapWithStateDStream")) {
                    stream.checkpoint(stream.slideDuration());
                }
                scala.jdk.javaapi.CollectionConverters.asJava(stream.dependencies())
                        .forEach(open::add);
            }
        }
    }

    @Override
    public void close() throws IOException {
        context.stop();
        try (Stream<Path> files = Files.walk(checkpoints)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }
}
