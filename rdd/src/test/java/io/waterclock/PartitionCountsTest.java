// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.rdd.HashPartitioner;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever takes a number of partitions refuses one that can't be, at the call, and says by whom it was asked. */
class PartitionCountsTest {

    /** What a program does with a number of partitions. */
    private interface Call {
        void with(WaterclockContext context, int n);
    }

    private static RDD<Integer> numbers(WaterclockContext context) {
        return context.parallelize(List.of(1, 2), 2);
    }

    private static PairRDD<Integer, Integer> pairs(WaterclockContext context) {
        return numbers(context).keyBy(x -> x);
    }

    private static Map<String, Call> calls() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("parallelize", (wc, n) -> wc.parallelize(List.of(1), n));
        calls.put("parallelizePairs", (wc, n) -> wc.parallelizePairs(List.of(), n));
        calls.put("parallelizeDoubles", (wc, n) -> wc.parallelizeDoubles(List.of(1.0), n));
        calls.put("repartition", (wc, n) -> numbers(wc).repartition(n));
        calls.put("coalesce", (wc, n) -> numbers(wc).coalesce(n));
        calls.put("coalesce, with a shuffle", (wc, n) -> numbers(wc).coalesce(n, true));
        calls.put("distinct", (wc, n) -> numbers(wc).distinct(n));
        calls.put("groupBy", (wc, n) -> numbers(wc).groupBy(x -> x, n));
        calls.put("subtract", (wc, n) -> numbers(wc).subtract(numbers(wc), n));
        calls.put("sortBy", (wc, n) -> numbers(wc).sortBy(x -> x, true, n));
        calls.put("reduceByKey", (wc, n) -> pairs(wc).reduceByKey(Integer::sum, n));
        calls.put("foldByKey", (wc, n) -> pairs(wc).foldByKey(0, n, Integer::sum));
        calls.put("aggregateByKey", (wc, n) -> pairs(wc).aggregateByKey(0, n, Integer::sum, Integer::sum));
        calls.put("combineByKey", (wc, n) -> pairs(wc).combineByKey(x -> x, Integer::sum, Integer::sum, n));
        calls.put("groupByKey", (wc, n) -> pairs(wc).groupByKey(n));
        calls.put("countApproxDistinctByKey", (wc, n) -> pairs(wc).countApproxDistinctByKey(0.1, n));
        calls.put("subtractByKey", (wc, n) -> pairs(wc).subtractByKey(pairs(wc), n));
        calls.put("join", (wc, n) -> pairs(wc).join(pairs(wc), n));
        calls.put("leftOuterJoin", (wc, n) -> pairs(wc).leftOuterJoin(pairs(wc), n));
        calls.put("rightOuterJoin", (wc, n) -> pairs(wc).rightOuterJoin(pairs(wc), n));
        calls.put("fullOuterJoin", (wc, n) -> pairs(wc).fullOuterJoin(pairs(wc), n));
        calls.put("cogroup", (wc, n) -> pairs(wc).cogroup(pairs(wc), n));
        calls.put("cogroup, of three", (wc, n) -> pairs(wc).cogroup(pairs(wc), pairs(wc), n));
        calls.put("cogroup, of four", (wc, n) -> pairs(wc).cogroup(pairs(wc), pairs(wc), pairs(wc), n));
        calls.put("sortByKey", (wc, n) -> pairs(wc).sortByKey(Comparator.naturalOrder(), true, n));
        calls.put("HashPartitioner", (wc, n) -> pairs(wc).partitionBy(new HashPartitioner(n)));
        return calls;
    }

    @TestFactory
    Iterable<DynamicTest> numbersThatCanNotBe_areRefusedAtTheCall() {
        return calls().entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> {
                    for (int n : new int[] {0, -1, Integer.MIN_VALUE}) {
                        assertRefused(call.getValue(), call.getKey().split(",")[0], n);
                    }
                }))
                .toList();
    }

    private static void assertRefused(Call call, String operator, int n) {
        try (WaterclockContext context = new WaterclockContext(new WaterclockConf(false), new NoEngine())) {
            assertThatThrownBy(() -> call.with(context, n))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(operator + ": the number of partitions must be at least 1, not " + n);
        }
    }
}
