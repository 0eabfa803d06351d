// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Figure;
import java.util.List;
import java.util.stream.Stream;

/** Cases that run one after the other in one JVM, and which figures are told. */
public interface BatchBenchmark {
    /** The flag of a JVM in which the caller and one more thread take part in a parallel stream. */
    String STREAMS_ON_TWO_THREADS = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=1";

    String name();

    /** What it does, in a sentence or two. */
    String description();

    /**
     * The cases; their inputs are made when the stream comes to them, so that one's don't fill the heap of another.
     */
    Stream<Case> cases(Scope scope, List<BatchPeer> peers);

    /** Those of contenders or cases that don't take part are passed over. */
    List<Figure> figures();

    /** What {@code -Xmx} says. */
    default String heap(Form form) {
        return "3g";
    }

    /** How many JVMs there are, one after the other. */
    default int forks(Form form) {
        return form == Form.FULL ? 5 : 3;
    }

    /** All there are. */
    static List<BatchBenchmark> all() {
        return List.of(
                new Narrow(),
                new WordCountBatch(),
                new YsbCore(),
                new Group(),
                new Sort(),
                new Join(),
                new JobOverhead(),
                new ManyPartitions(),
                new Skew(),
                new Growth(),
                new DistinctKeys());
    }
}
