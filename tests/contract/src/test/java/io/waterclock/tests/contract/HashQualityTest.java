// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.PairRDD;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys that all have the same hash code and can be compared: nothing is quadratic in their number, which would be five billion. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HashQualityTest {
    private static final int KEYS = 100_000;

    /** Of all keys with others: so many of each. */
    private static final long MOST_COMPARISONS = 1_000L * KEYS;

    /** How often keys are compared; looked at now and then by who counts, so that what is quadratic ends. */
    private static final LongAdder COMPARISONS = new LongAdder();

    private static WaterclockContext wc;

    record Alike(int id) implements Comparable<Alike> {
        @Override
        public boolean equals(Object other) {
            return compared() && other instanceof Alike that && id == that.id;
        }

        @Override
        public int hashCode() {
            return 7;
        }

        @Override
        public int compareTo(Alike other) {
            compared();
            return Integer.compare(id, other.id);
        }

        private boolean compared() {
            COMPARISONS.increment();
            if ((id & 0xFF) == 0 && COMPARISONS.sum() > MOST_COMPARISONS) {
                throw new IllegalStateException("Keys were compared " + COMPARISONS.sum() + " times");
            }
            return true;
        }
    }

    @BeforeAll
    static void open() {
        wc = new WaterclockContext(new WaterclockConf().setMaster("local[2]"));
    }

    @AfterAll
    static void close() {
        wc.close();
    }

    @BeforeEach
    void count() {
        COMPARISONS.reset();
    }

    /** Each key twice, once in each partition. */
    private static PairRDD<Alike, Integer> pairs() {
        return wc.parallelize(IntStream.range(0, 2 * KEYS).boxed().toList(), 2)
                .mapToPair(x -> new Tuple2<>(new Alike(x % KEYS), x));
    }

    @Test
    void groupByKey() {
        assertThat(pairs().groupByKey(2).count()).isEqualTo(KEYS);
    }

    @Test
    void reduceByKey() {
        assertThat(pairs().reduceByKey(Integer::sum, 2)
                        .filter(pair -> pair._2() == 2 * pair._1().id() + KEYS)
                        .count())
                .isEqualTo(KEYS);
    }

    @Test
    void aggregateByKey() {
        assertThat(pairs().aggregateByKey(0L, 2, (n, x) -> n + 1, Long::sum)
                        .filter(pair -> pair._2() == 2)
                        .count())
                .isEqualTo(KEYS);
    }

    @Test
    void join() {
        PairRDD<Alike, Integer> some = pairs().filter(pair -> pair._2() < KEYS);
        assertThat(some.join(some, 2).count()).isEqualTo(KEYS);
    }

    @Test
    void distinct() {
        assertThat(pairs().keys().distinct(2).count()).isEqualTo(KEYS);
    }
}
