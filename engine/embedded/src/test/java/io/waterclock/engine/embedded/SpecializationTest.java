// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.function.Function;
import io.waterclock.rdd.RDD;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecializationTest {
    private static final List<Integer> NUMBERS =
            IntStream.range(0, 3_000).boxed().collect(Collectors.toList());

    private static final AtomicBoolean OWN_LOOP = new AtomicBoolean();

    private static WaterclockConf conf(String specialize) {
        return new WaterclockConf(false)
                .setMaster("local")
                .set("waterclock.embedded.specialize", specialize)
                .set("waterclock.embedded.specialize.hotRecords", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void alternatingCaptures_giveTheirOwnResultsThroughTheSameLoops(String specialize) {
        try (WaterclockContext context = new WaterclockContext(conf(specialize))) {
            for (int k = 0; k < 2_000; k++) {
                int captured = k;
                long sum = context.parallelize(NUMBERS.subList(0, 5), 1)
                        .map(x -> x + captured)
                        .filter(x -> x != captured)
                        .mapToPair(x -> new Tuple2<>(x % 2, x + captured))
                        .mapValues(x -> x - captured)
                        .reduceByKey((a, b) -> a + b + 0 * captured)
                        .values()
                        .reduce(Integer::sum);
                assertThat(sum).isEqualTo(1 + 2 + 3 + 4 + 4L * captured);
            }
        }
    }

    @Test
    void manyJobsWithFreshLambdas_loadNoMoreClasses() {
        assertClassesAreFlat(20_000);
    }

    @Test
    @Tag("soak")
    void aHundredThousandJobsWithFreshLambdas_loadNoMoreClasses() {
        assertClassesAreFlat(100_000);
    }

    private static void assertClassesAreFlat(int jobs) {
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        try (WaterclockContext context = new WaterclockContext(conf("true"))) {
            long after1000 = 0;
            long metaspaceAfter1000 = 0;
            for (int k = 0; k < jobs; k++) {
                int captured = k;
                long count = context.parallelize(NUMBERS.subList(0, 10), 1)
                        .map(x -> x + captured)
                        .flatMap(x -> List.of(x, captured).iterator())
                        .filter(x -> x >= captured)
                        .count();
                assertThat(count).isEqualTo(20);
                if (k == 1_000) {
                    after1000 = classes.getTotalLoadedClassCount();
                    metaspaceAfter1000 = metaspace();
                }
            }
            // a class a job would be a thousand times that; a few are loaded late, and what compilers note of methods
            // is there too
            assertThat(classes.getTotalLoadedClassCount() - after1000).isLessThan(jobs / 100);
            assertThat(metaspace() - metaspaceAfter1000)
                    .as("bytes of Metaspace")
                    .isLessThan(jobs * 400L);
        }
    }

    private static long metaspace() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .findAny()
                .orElseThrow()
                .getUsage()
                .getUsed();
    }

    @Test
    void longChains_spanSegmentsAndKeepTheirOrder() {
        try (WaterclockContext context = new WaterclockContext(conf("true"))) {
            List<Integer> result = context.parallelize(NUMBERS, 2)
                    .map(x -> x + 1)
                    .map(x -> x * 2)
                    .filter(x -> x % 3 != 0)
                    .map(x -> x - 1)
                    .map(x -> x + 5)
                    .map(x -> x * 3)
                    .filter(x -> x % 2 == 0)
                    .map(x -> x / 2)
                    .flatMap(x -> List.of(x, -x).iterator())
                    .map(x -> x + 1)
                    .filter(x -> x % 5 != 0)
                    .map(x -> x + 2)
                    .collect();
            List<Integer> expected = NUMBERS.stream()
                    .map(x -> (x + 1) * 2)
                    .filter(x -> x % 3 != 0)
                    .map(x -> (x - 1 + 5) * 3)
                    .filter(x -> x % 2 == 0)
                    .map(x -> x / 2)
                    .flatMap(x -> List.of(x, -x).stream())
                    .map(x -> x + 1)
                    .filter(x -> x % 5 != 0)
                    .map(x -> x + 2)
                    .collect(Collectors.toList());
            assertThat(result).isEqualTo(expected);
        }
    }

    /** Longer than one loop has slots for, before and behind a flatMap, and with a failure in each place. */
    @ParameterizedTest
    @ValueSource(ints = {0, 15, 16, 17, 33, 34, 40, 50, 51, 67, -1})
    void chainsOfAnyLength_nameTheOperatorThatFails(int failing) {
        try (WaterclockContext context = new WaterclockContext(conf("true"))) {
            RDD<Integer> records = context.parallelize(NUMBERS, 2);
            for (int i = 0; i < 68; i++) {
                int at = i;
                Function<Integer, Integer> step = x -> {
                    if (at == failing && x - at > 2_500) {
                        throw new IllegalStateException("step " + at);
                    }
                    return x + 1;
                };
                records = i == 34 ? records.flatMap(x -> List.of(step.call(x)).iterator()) : records.map(step);
                records = records.setName("step " + i);
            }
            RDD<Integer> all = records;
            assertThat(all.take(3)).containsExactly(68, 69, 70);
            if (failing < 0) {
                assertThat(all.collect())
                        .containsExactlyElementsOf(
                                NUMBERS.stream().map(x -> x + 68).toList());
            } else {
                assertThatThrownBy(all::collect)
                        .hasMessageContaining(failing == 34 ? "flatMap" : "map")
                        .hasMessageContaining("record 1001")
                        .hasRootCauseMessage("step " + failing);
            }
        }
    }

    @Test
    void moreStagesThanAreKept_stayRight() {
        WaterclockConf few = conf("true").set("waterclock.embedded.specialize.maxStages", "1");
        try (WaterclockContext context = new WaterclockContext(few)) {
            for (int i = 0; i < 50; i++) {
                assertThat(context.parallelize(NUMBERS, 1).map(x -> x + 1).count())
                        .isEqualTo(3_000);
                assertThat(context.parallelize(NUMBERS, 1)
                                .filter(x -> x % 2 == 0)
                                .count())
                        .isEqualTo(1_500);
            }
        }
    }

    /** Few records come in and many flow: it is the many that make the stage hot. */
    @Test
    void stageThatMakesManyRecordsOfFew_getsItsOwnLoops() {
        OWN_LOOP.set(false);
        try (WaterclockContext context = new WaterclockContext(new WaterclockConf(false).setMaster("local"))) {
            RDD<Integer> few = context.parallelize(NUMBERS.subList(0, 10), 1);
            for (int job = 0; job < 1_500 && !OWN_LOOP.get(); job++) {
                few.flatMap(x -> NUMBERS.iterator())
                        .filter(x -> x < 2_999 || noteLoop())
                        .count();
            }
        }
        assertThat(OWN_LOOP).as("in 15,000 records that came in").isTrue();
    }

    private static boolean noteLoop() {
        if (StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES)
                .walk(frames ->
                        frames.anyMatch(frame -> frame.getClassName().matches(".*(Loop|FlatMap)Template[/+.].*")))) {
            OWN_LOOP.set(true);
        }
        return true;
    }
}
