// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.harness.Contender;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The JDK's parallel streams: the caller and the one worker that the common pool has by
 * {@link BatchBenchmark#STREAMS_ON_TWO_THREADS}.
 */
abstract class StreamsContender implements Contender {
    private static final int RECORDS = 20_000;
    private static final int ROUNDS = 12;

    @Override
    public final String name() {
        return Names.STREAMS_2;
    }

    @Override
    public void setUp() {}

    @Override
    public final void pollute() {
        List<Integer> numbers = IntStream.range(0, RECORDS).boxed().toList();
        List<String> texts =
                IntStream.range(0, RECORDS).mapToObj(i -> "a" + i % 97 + ",b").toList();
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            sum += numbers.parallelStream().map(x -> x / 2).filter(x -> x > 3).count();
            sum += numbers.parallelStream()
                    .filter(x -> (x & 1) == 0)
                    .map(x -> "n" + x)
                    .filter(s -> s.length() > 3)
                    .count();
            sum += numbers.parallelStream().map(x -> (long) x).map(x -> x * x).reduce(0L, Long::sum);
            sum += texts.parallelStream().map(String::length).filter(x -> x > 4).count();
            sum += texts.parallelStream()
                    .flatMap(text -> List.of(text, "x").stream())
                    .filter(text -> !text.isEmpty())
                    .count();
            Map<Long, Integer> greatest =
                    numbers.parallelStream().collect(Collectors.toMap(x -> (long) x % 50, x -> x, Math::max));
            sum += greatest.size();
            sum += texts.parallelStream()
                    .collect(Collectors.groupingBy(text -> text))
                    .size();
            sum += texts.parallelStream().sorted().toList().size();
        }
        if (sum == 0) {
            throw new IllegalStateException("The polluting streams have no results");
        }
    }

    @Override
    public void close() {}
}
