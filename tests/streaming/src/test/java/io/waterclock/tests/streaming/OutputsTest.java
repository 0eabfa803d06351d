// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.Tuple2;
import io.waterclock.WaterclockException;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import io.waterclock.testkit.junit.StreamingTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What outputs print and write, to the letter. */
@StreamingTest
class OutputsTest {
    private static final String RULE = "-------------------------------------------";

    @Test
    void print_showsTenAndSaysThatThereIsMore(StreamingTestKit kit) {
        String text = printed(
                kit, stream -> stream.print(), List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"));
        assertThat(text)
                .isEqualTo(lines(
                        RULE,
                        "Time: 1767348001000 ms",
                        RULE,
                        "1",
                        "2",
                        "3",
                        "4",
                        "5",
                        "6",
                        "7",
                        "8",
                        "9",
                        "10",
                        "...",
                        ""));
    }

    @Test
    void print_ofExactlyThatMany_hasNoDots(StreamingTestKit kit) {
        assertThat(printed(kit, stream -> stream.print(2), List.of("a", "b")))
                .isEqualTo(lines(RULE, "Time: 1767348001000 ms", RULE, "a", "b", ""));
    }

    @Test
    void print_ofNone_showsOnlyDots(StreamingTestKit kit) {
        assertThat(printed(kit, stream -> stream.print(0), List.of("a")))
                .isEqualTo(lines(RULE, "Time: 1767348001000 ms", RULE, "...", ""));
    }

    @Test
    void print_ofAnEmptyBatch_showsTheTime(StreamingTestKit kit) {
        assertThat(printed(kit, stream -> stream.print(), List.of()))
                .isEqualTo(lines(RULE, "Time: 1767348001000 ms", RULE, ""));
    }

    @Test
    void print_ofPairs_showsTuples(StreamingTestKit kit) {
        assertThat(printed(
                        kit, stream -> stream.mapToPair(w -> new Tuple2<>(w, 1)).print(), List.of("hello")))
                .isEqualTo(lines(RULE, "Time: 1767348001000 ms", RULE, "(hello,1)", ""));
    }

    @Test
    void print_readsNoMoreThanItShows(StreamingTestKit kit) {
        READ.set(0);
        printed(
                kit,
                stream -> stream.map(OutputsTest::counted).print(2),
                List.of("a", "b", "c", "d", "e", "f", "g", "h"));
        assertThat(READ.get()).isEqualTo(3);
    }

    private static final AtomicInteger READ = new AtomicInteger();

    private static String counted(String record) {
        READ.incrementAndGet();
        return record;
    }

    @Test
    void saveAsTextFiles_writesADirectoryABatch(StreamingTestKit kit, @TempDir Path folder) throws IOException {
        String prefix = folder.resolve("out").toString();
        TestInput<String> input = kit.input(String.class);
        input.stream().saveAsTextFiles(prefix, "txt");
        input.stream().mapToPair(w -> new Tuple2<>(w, 2)).saveAsTextFiles(prefix);
        input.pushPartition(List.of("a", "b")).pushPartition(List.of("c"));
        kit.advance(2);
        assertThat(Files.readAllLines(folder.resolve("out-1767348001000.txt/part-00000")))
                .containsExactly("a", "b");
        assertThat(Files.readAllLines(folder.resolve("out-1767348001000.txt/part-00001")))
                .containsExactly("c");
        assertThat(Files.readAllLines(folder.resolve("out-1767348001000/part-00001")))
                .containsExactly("(c,2)");
        assertThat(folder.resolve("out-1767348002000.txt/_SUCCESS")).exists();
    }

    @Test
    void directoryThatIsThere_isNotWrittenInto(StreamingTestKit kit, @TempDir Path folder) throws IOException {
        Path there = Files.createDirectory(folder.resolve("out-1767348001000"));
        Files.writeString(there.resolve("part-00000"), "of another run");
        TestInput<String> input = kit.input(String.class);
        input.stream().saveAsTextFiles(folder.resolve("out").toString());
        input.push("a");
        assertThatThrownBy(() -> kit.advance(1))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("The output saveAsTextFiles at OutputsTest.java:")
                .hasMessageContaining(there.toString())
                .cause()
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTPUT_EXISTS));
        assertThat(there.resolve("part-00000")).hasContent("of another run");
        assertThat(there.resolve("_SUCCESS")).doesNotExist();
    }

    @Test
    void saveAsObjectFiles_writesADirectoryABatch(StreamingTestKit kit, @TempDir Path folder) {
        TestInput<String> input = kit.input(String.class);
        input.stream()
                .map(String::length)
                .saveAsObjectFiles(folder.resolve("out").toString(), "bin");
        input.pushPartition(List.of("a", "bcd"));
        kit.advance(1);
        assertThat(kit.context()
                        .waterclockContext()
                        .objectFile(folder.resolve("out-1767348001000.bin").toString())
                        .collect())
                .isEqualTo(List.of(1, 3));
    }

    @Test
    void outputs_runInTheOrderOfTheProgram(StreamingTestKit kit) {
        List<String> order = new ArrayList<>();
        DStream<String> stream = kit.input(String.class).stream();
        stream.foreachRDD(rdd -> order.add("first"));
        stream.map(x -> x).foreachRDD((rdd, time) -> order.add("second"));
        stream.foreachRDD(rdd -> order.add("third"));
        kit.advance(2);
        assertThat(order).containsExactly("first", "second", "third", "first", "second", "third");
    }

    @Test
    void namesOfTwoOutputs_mustDiffer(StreamingTestKit kit) {
        DStream<String> stream = kit.input(String.class).stream().named("words");
        stream.print().named("screen");
        assertThatThrownBy(() -> stream.print().named("screen"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("Two outputs are named \"screen\": print at OutputsTest.java:\\d+, and print at "
                        + "OutputsTest.java:\\d+.*");
        assertThatThrownBy(() -> stream.map(x -> x).named("words"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two streams are named \"words\"");
        assertThatThrownBy(() -> stream.map(x -> x).named(" ")).hasMessageContaining("is empty");
    }

    private static String printed(StreamingTestKit kit, Consumer<DStream<String>> output, List<String> records) {
        PrintStream before = System.out;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        System.setOut(new PrintStream(text, true, UTF_8));
        TestInput<String> input = kit.input(String.class);
        output.accept(input.stream());
        input.pushPartition(records);
        try {
            kit.advance(1);
        } finally {
            System.setOut(before);
        }
        return text.toString(UTF_8);
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }
}
