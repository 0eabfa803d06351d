// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.tests.spark.SourceChanges.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceChangesTest {
    private static final Path ROOT = Path.of(System.getProperty("repository.root"));
    private static final Path TESTS = ROOT.resolve("tests/spark/src/test");

    private SourceChanges changes;

    @BeforeEach
    void readTheTable() throws IOException {
        changes = SourceChanges.read(TESTS.resolve("resources/changes.txt"));
    }

    @Test
    void classes_getTheirNamesHere() {
        assertThat(changes.apply("""
                        import org.apache.spark.api.java.JavaRDD;
                        import org.apache.spark.api.java.function.Function2;
                        import scala.Tuple2;
                        List<JavaRDD<Tuple2<K, V>>> list; OtherJavaRDD other;
                        """)).isEqualTo("""
                        import io.waterclock.rdd.RDD;
                        import io.waterclock.function.Function2;
                        import io.waterclock.Tuple2;
                        List<RDD<Tuple2<K, V>>> list; OtherJavaRDD other;
                        """);
    }

    @Test
    void fieldsBecomeAccessors_andAccessorsStay() {
        assertThat(changes.apply("pair._1 + pair._2() + pair._2._1;"))
                .isEqualTo("pair._1() + pair._2() + pair._2()._1();");
    }

    @Test
    void durations_areImportedWhereTheyAreMade() {
        assertThat(changes.apply("""
                        import org.apache.spark.streaming.Duration;
                        Duration d = new Duration(500);
                        """)).isEqualTo("""
                        import io.waterclock.streaming.Durations;
                        import java.time.Duration;
                        Duration d = Durations.milliseconds(500);
                        """);
    }

    @Test
    void aClassWithoutAChange_isRefused() {
        assertThatThrownBy(() -> changes.apply("import org.apache.spark.SparkFiles;\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("org.apache.spark.SparkFiles")
                .hasMessageContaining("migration.md");
    }

    @Test
    void eachChange_isNeededByAProgram() throws IOException {
        String programs;
        try (Stream<Path> files = Files.list(TESTS.resolve("java/io/waterclock/tests/spark/there"))) {
            programs = files.map(SourceChangesTest::read).collect(Collectors.joining());
        }
        for (Change change : changes.changes()) {
            SourceChanges alone = new SourceChanges(List.of(new Change(change.kind(), change.there(), "changed", "")));
            assertThat(alone.changed(programs).equals(programs))
                    .as("%s does nothing", change)
                    .isFalse();
        }
    }

    @Test
    void eachChange_isInTheGuide() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/guide/migration.md"));
        for (Change change : changes.changes()) {
            boolean isField = change.kind().equals("field");
            String there = isField ? "t._1`" : change.simpleThere();
            String here = isField ? "t._1()" : change.here();
            assertThat(guide.contains(there)).as("what is there of %s", change).isTrue();
            assertThat(guide.contains(here.replaceFirst("^\\.", "")))
                    .as("what is here of %s", change)
                    .isTrue();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
