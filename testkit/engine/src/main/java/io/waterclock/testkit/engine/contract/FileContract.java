// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import static io.waterclock.testkit.engine.contract.Programs.failureOf;
import static io.waterclock.testkit.engine.contract.Programs.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.compress.GzipCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, read and written. */
@NullUnmarked
interface FileContract extends EngineContract {

    record Reading(String sensor, double value) {}

    @Test
    default void savedText_isReadBack_plainAndCompressed(@TempDir Path dir) {
        try (WaterclockContext wc = open(2)) {
            wc.parallelize(range(0, 100), 3).saveAsTextFile(dir + "/plain");
            wc.parallelize(range(0, 100), 3).saveAsTextFile(dir + "/gzip", GzipCodec.class);
            wc.parallelize(range(0, 100), 3).saveAsTextFile(dir + "/deflate", "deflate");
            for (String each : List.of("/plain", "/gzip", "/deflate")) {
                assertThat(wc.textFile(dir + each, 1)
                                .map(Integer::parseInt)
                                .glom()
                                .map(List::size)
                                .collect())
                        .as(each)
                        .containsExactly(33, 33, 34);
            }
            assertThat(dir.resolve("gzip").toFile().list())
                    .containsExactlyInAnyOrder("_SUCCESS", "part-00000.gz", "part-00001.gz", "part-00002.gz");
            assertThat(wc.textFile(dir + "/plain," + dir + "/g*/part-00000.gz").count())
                    .isEqualTo(133);
        }
    }

    @Test
    default void savedObjects_areReadBack_inTheirPartitions(@TempDir Path dir) {
        try (WaterclockContext wc = open(2)) {
            wc.parallelize(range(0, 10), 3)
                    .mapToPair(x -> new Tuple2<>("k" + x, new Reading("s" + x, x / 2.0)))
                    .saveAsObjectFile(dir + "/objects");
            List<Tuple2<String, Reading>> read =
                    wc.<Tuple2<String, Reading>>objectFile(dir + "/objects").collect();
            assertThat(read).hasSize(10).element(7).isEqualTo(new Tuple2<>("k7", new Reading("s7", 3.5)));
            assertThat(wc.objectFile(dir + "/objects").glom().map(List::size).collect())
                    .containsExactly(3, 3, 4);
        }
        try (WaterclockContext another = open(1)) {
            WaterclockException failure =
                    failureOf(() -> another.objectFile(dir + "/objects").count());
            assertThat(failure).hasMessageContaining("codecs().register(Reading.class)");
            another.codecs().register(Reading.class);
            assertThat(another.objectFile(dir + "/objects").count()).isEqualTo(10);
        }
    }

    @Test
    default void aTypeWithoutCodec_failsTheSave_namingTypeAndPlace_andLeavesNothing(@TempDir Path dir) {
        try (WaterclockContext wc = open(2)) {
            WaterclockException failure = failureOf(
                    () -> wc.parallelize(range(0, 10), 2).map(x -> new Object()).saveAsObjectFile(dir + "/out"));
            assertThat(failure)
                    .hasMessageContaining("There is no codec for java.lang.Object, needed for saveAsObjectFile at ");
            assertThat(dir.resolve("out")).doesNotExist();
        }
    }

    @Test
    default void aFailedSave_leavesNothing_andCanBeRunAgain(@TempDir Path dir) {
        try (WaterclockContext wc = open(2)) {
            WaterclockException failure = failureOf(
                    () -> wc.parallelize(range(0, 10), 4).map(x -> 1 / (7 - x)).saveAsTextFile(dir + "/out"));
            assertThat(failure.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
            assertThat(dir).isEmptyDirectory();
            wc.parallelize(range(0, 10), 4).saveAsTextFile(dir + "/out");
            assertThat(dir.resolve("out/_SUCCESS")).isEmptyFile();
        }
    }

    @Test
    default void aRepeatedTask_leavesItsPartOnce(@TempDir Path dir) {
        if (!can(EngineAbility.RETRIES_TASKS)) {
            return;
        }
        try (WaterclockContext wc = new WaterclockContext(conf(2, 3))) {
            Probe probe = Probe.create();
            wc.parallelize(range(0, 10), 2)
                    .map(x -> {
                        if (x == 8 && probe.hit() < 3) {
                            throw new IllegalStateException("once more");
                        }
                        return x;
                    })
                    .saveAsTextFile(dir + "/out");
            assertThat(wc.textFile(dir + "/out").map(Integer::parseInt).collect())
                    .isEqualTo(range(0, 10));
            assertThat(dir.resolve("out").toFile().list())
                    .containsExactlyInAnyOrder("_SUCCESS", "part-00000", "part-00001");
        }
    }

    @Test
    default void wholeFiles_andRecordsOfOneLength_areRead(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("a"), "eins\nzwei");
        Files.writeString(dir.resolve("b"), "drei1234");
        try (WaterclockContext wc = open(2)) {
            assertThat(wc.wholeTextFiles(dir.toString()).values().collect()).containsExactly("eins\nzwei", "drei1234");
            assertThat(wc.binaryFiles(dir.toString(), 1)
                            .mapValues(stream -> stream.toArray().length)
                            .collect())
                    .containsExactly(
                            new Tuple2<>("file:" + dir.resolve("a"), 9), new Tuple2<>("file:" + dir.resolve("b"), 8));
            assertThat(wc.binaryRecords(dir + "/b", 4)
                            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                            .collect())
                    .containsExactly("drei", "1234");
            WaterclockException failure =
                    failureOf(() -> wc.binaryRecords(dir + "/a", 4).count());
            assertThat(failure.code()).isEqualTo(ErrorCode.INPUT_FAILED);
            assertThat(failure).hasMessageContaining("has 9 bytes, which is no whole number of records of 4 bytes");
        }
    }
}
