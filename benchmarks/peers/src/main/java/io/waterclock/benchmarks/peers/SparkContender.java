// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import io.waterclock.benchmarks.batch.Names;
import io.waterclock.benchmarks.harness.Contender;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** A context a contender; Spark allows one in a JVM, so there is one contender a case. */
abstract class SparkContender implements Contender {
    static final int PARTITIONS = 2;

    private @Nullable JavaSparkContext context;

    @Override
    public final String name() {
        return Names.SPARK_2;
    }

    final JavaSparkContext context() {
        return Objects.requireNonNull(context, "setUp");
    }

    @Override
    public final void setUp() {
        context = new JavaSparkContext(SparkJvm.conf());
        begin();
    }

    abstract void begin();

    /**
     * An RDD of these objects themselves, kept as objects. That of {@code parallelize} would be of copies, since even
     * a local task gets its partition serialized.
     */
    final <T> JavaRDD<T> kept(List<T> records, int partitions) {
        int key = Held.put(records);
        JavaRDD<T> rdd = context()
                .parallelize(
                        java.util.stream.IntStream.range(0, partitions).boxed().toList(), partitions)
                .mapPartitionsWithIndex((index, nothing) -> Held.<T>slice(key, index, partitions), false)
                .persist(StorageLevel.MEMORY_ONLY());
        long count = rdd.count();
        if (count != records.size()) {
            throw new IllegalStateException("Spark has kept " + count + " of " + records.size() + " records");
        }
        return rdd;
    }

    final <T> JavaRDD<T> kept(List<T> records) {
        return kept(records, PARTITIONS);
    }

    @Override
    public final void pollute() {
        SparkPollution.run(context());
    }

    @Override
    public boolean isHeavy() {
        return true;
    }

    @Override
    public final void close() {
        if (context != null) {
            context.close();
        }
        Held.clear();
    }
}
