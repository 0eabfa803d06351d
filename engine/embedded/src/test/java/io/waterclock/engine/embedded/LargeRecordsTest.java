// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.RDD;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many records are computed ahead of who uses them: some megabytes, where they are large, since nobody counts them. */
class LargeRecordsTest {
    private static final int RECORDS = 3_000;
    private static final int LARGE = 100_000;

    private static final AtomicInteger AHEAD = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    /** Who asks for the records. */
    enum Program {
        ITERATED {
            @Override
            long run(RDD<byte[]> records) {
                return records.mapPartitions(Program::used).count();
            }
        },
        DRIVEN {
            @Override
            long run(RDD<byte[]> records) {
                return records.map(Program::use).count();
            }
        },
        PULLED {
            @Override
            long run(RDD<byte[]> records) {
                return records.map(Program::use)
                        .mapPartitions(lengths -> lengths)
                        .count();
            }
        },
        COUNTED {
            @Override
            long run(RDD<byte[]> records) {
                return records.mapPartitions(Program::used)
                        .mapPartitions(lengths -> lengths)
                        .count();
            }
        },
        ZIPPED {
            @Override
            long run(RDD<byte[]> records) {
                return records.zip(records.map(Program::use))
                        .map(pair -> use(pair._1()))
                        .count();
            }
        },
        GATHERED {
            @Override
            long run(RDD<byte[]> records) {
                int sum = records.map(Program::use).reduce(Integer::sum);
                return sum / LARGE;
            }
        };

        abstract long run(RDD<byte[]> records);

        static int use(byte[] record) {
            AHEAD.decrementAndGet();
            return record.length;
        }

        static Iterator<Integer> used(Iterator<byte[]> records) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return records.hasNext();
                }

                @Override
                public Integer next() {
                    return use(records.next());
                }
            };
        }
    }

    @BeforeEach
    void begin() {
        AHEAD.set(0);
        MOST.set(0);
    }

    private static RDD<byte[]> records(WaterclockContext context, int bytes) {
        return context.parallelize(List.of(bytes), 1)
                .mapPartitions(one -> IntStream.range(0, RECORDS)
                        .mapToObj(i -> {
                            MOST.accumulateAndGet(AHEAD.incrementAndGet(), Math::max);
                            return new byte[bytes];
                        })
                        .iterator());
    }

    @ParameterizedTest
    @EnumSource
    void fewLargeRecords_areComputedAhead(Program program) {
        try (WaterclockContext context = new WaterclockContext(new WaterclockConf(false).setMaster("local"))) {
            assertThat(program.run(records(context, LARGE))).isEqualTo(RECORDS);
            assertThat(MOST.get()).isLessThan(60);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GATHERED")
    void smallRecords_areComputedInLargeChunks(Program program) {
        try (WaterclockContext context = new WaterclockContext(new WaterclockConf(false).setMaster("local"))) {
            assertThat(program.run(records(context, 8))).isEqualTo(RECORDS);
            assertThat(MOST.get()).isGreaterThan(500);
        }
    }
}
