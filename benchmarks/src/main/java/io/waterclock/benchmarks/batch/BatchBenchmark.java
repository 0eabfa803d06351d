// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Figure;
import java.util.List;
import java.util.stream.Stream;

/** Cases that run one after the other in one JVM, and which figures are told. */
public interface BatchBenchmark {

    String name();

    /** What it does, in a sentence or two. */
    String description();

    /**
     * The cases; their inputs are made when the stream comes to them, so that one's don't fill the heap of another.
     */
    Stream<Case> cases(Form form, List<BatchPeer> peers);

    List<Figure> figures();

    /** All there are. */
    static List<BatchBenchmark> all() {
        return List.of(new Narrow(), new WordCountBatch(), new JobOverhead());
    }
}
