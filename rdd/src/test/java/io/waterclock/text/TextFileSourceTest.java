// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import static io.waterclock.text.TextModel.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.source.SourcePartition;
import io.waterclock.text.TextModel.Line;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileSourceTest {
    @TempDir
    Path dir;

    // ---- splitting

    @Test
    void random_files_in_random_splits_give_the_lines_of_the_model() throws Exception {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            List<Line> model = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                byte[] bytes = TextModel.randomText(random, random.nextInt(50) == 0 ? 5_000 : 200);
                Path file = dir.resolve("f" + i + ".txt");
                Files.write(file, bytes);
                names.add(file.toString());
                model.addAll(TextModel.lines(bytes));
            }
            int minPartitions = 1 + random.nextInt(random.nextBoolean() ? 4 : 300);
            long maxSplit = random.nextBoolean() ? Limits.SPLIT_BYTES : 1 + random.nextInt(100);
            TextFileSource source =
                    new TextFileSource(String.join(",", names), minPartitions, maxSplit, Limits.LINE_BYTES);

            assertThat(flat(readAll(source)))
                    .as("seed %d, minPartitions %d, maxSplit %d", seed, minPartitions, maxSplit)
                    .isEqualTo(TextModel.texts(model, 0, Long.MAX_VALUE));
        }
    }

    @Test
    void a_line_belongs_to_the_partition_where_it_starts() throws Exception {
        write("numbers.txt", "1\n2\n3\n4\n");

        assertThat(readAll(source("numbers.txt", 2))).containsExactly(List.of("1", "2"), List.of("3", "4"));
        assertThat(readAll(source("numbers.txt", 1))).containsExactly(List.of("1", "2", "3", "4"));
        assertThat(readAll(source("numbers.txt", 100))).hasSize(8);
    }

    @Test
    void a_remainder_of_a_tenth_makes_no_partition_of_its_own() throws Exception {
        write("f.txt", "x".repeat(20) + "\n");

        assertThat(partitions("f.txt", 2))
                .extracting(Object::toString)
                .containsExactly(dir.resolve("f.txt") + ":0-10", dir.resolve("f.txt") + ":10-21");
    }

    @Test
    void a_big_file_has_a_partition_for_each_32_megabytes() throws Exception {
        Path file = dir.resolve("big.txt");
        try (var channel = java.nio.channels.FileChannel.open(
                file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(100L << 20).write(java.nio.ByteBuffer.wrap(new byte[] {'\n'}));
        }

        assertThat(partitions("big.txt", 1)).hasSize(4);
    }

    @Test
    void the_goal_counts_all_files_that_can_be_split() throws Exception {
        write("a.txt", "x\n".repeat(50));
        write("b.txt", "x\n".repeat(50));
        write("c.txt", "x\n");

        assertThat(partitions("", 2)).hasSize(3);
        assertThat(partitions("", 4)).hasSize(5);
    }

    @Test
    void an_empty_file_is_an_empty_partition() throws Exception {
        write("a.txt", "");
        write("b.txt", "b\n");

        assertThat(readAll(source("", 2))).contains(List.of(), List.of("b"));
        assertThat(readAll(source("a.txt", 2))).containsExactly(List.of());
    }

    @Test
    void partitions_can_be_read_again_and_after_serialization() throws Exception {
        write("f.txt", "eins\nzwei\ndrei\n");
        SourcePartition<String> second = partitions("f.txt", 2).get(1);

        assertThat(TextModel.read(second, 5)).containsExactly("drei");
        assertThat(TextModel.read(second, 5)).containsExactly("drei");
        assertThat(TextModel.read(copy(second), 5)).containsExactly("drei");
    }

    @Test
    void the_number_of_lines_is_guessed_from_the_bytes() throws Exception {
        write("f.txt", "x".repeat(63) + "\n" + "x".repeat(64));

        assertThat(partitions("f.txt", 1).get(0).estimatedRecords()).isEqualTo(2);
    }

    // ---- finding files

    @Test
    void a_directory_is_its_files_by_name_without_hidden_ones_and_directories() throws Exception {
        write("b.txt", "b");
        write("a.txt", "a");
        write("B.txt", "B");
        write("_SUCCESS", "no");
        write(".a.crc", "no");
        write("sub/c.txt", "no");

        assertThat(readAll(source("", 1))).containsExactly(List.of("B"), List.of("a"), List.of("b"));
    }

    @Test
    void a_hidden_file_or_directory_that_is_named_is_read() throws Exception {
        write("_hidden/.x", "no");
        write("_hidden/y", "y");

        assertThat(readAll(source("_hidden", 1))).containsExactly(List.of("y"));
        assertThat(readAll(source("_hidden/.x", 1))).containsExactly(List.of("no"));
        assertThat(readAll(source("_hidden/*", 1))).containsExactly(List.of("y"));
    }

    @Test
    void a_glob_matches_files_and_directories_by_name() throws Exception {
        write("2024-02/b.log", "b2");
        write("2024-02/a.log", "a2");
        write("2024-01/a.log", "a1");
        write("2024-01/a.txt", "text");
        write("_2024-03/a.log", "hidden");
        write("top.log", "top");

        assertThat(flat(readAll(source("*/*.log", 1)))).containsExactly("a1", "a2", "b2");
        assertThat(flat(readAll(source("2024-0[12]", 1)))).containsExactly("a1", "text", "a2", "b2");
        assertThat(flat(readAll(source("{top.log,2024-01/?.txt}", 1)))).containsExactly("text", "top");
        assertThat(flat(readAll(source("*/../top.log", 1)))).isNotEmpty().containsOnly("top");
        assertThat(flat(readAll(source("{t,to}p{,.log}", 1)))).containsExactly("top");
    }

    @Test
    void a_comma_list_is_read_in_its_order_and_twice_what_is_named_twice() throws Exception {
        write("a.txt", "a");
        write("b.txt", "b");
        String a = dir.resolve("a.txt").toString();
        String b = "file:" + dir.resolve("b.txt");

        assertThat(flat(readAll(new TextFileSource(b + "," + a + "," + b, 1)))).containsExactly("b", "a", "b");
    }

    @Test
    void file_uris_are_local_paths() throws Exception {
        write("a.txt", "a");
        String path = dir.resolve("a.txt").toString();

        for (String prefix : List.of("file:", "file://", "file://localhost", "FILE:")) {
            assertThat(flat(readAll(new TextFileSource(prefix + path, 1)))).containsExactly("a");
        }
    }

    @Test
    void a_name_with_the_characters_of_globs_is_taken_as_it_is_when_it_is_there() throws Exception {
        write("report[1].txt", "bracket");
        write("a,b.txt", "comma");
        write("a b%20.txt", "percent");

        assertThat(flat(readAll(source("report[1].txt", 1)))).containsExactly("bracket");
        assertThat(flat(readAll(source("report\\[*", 1)))).containsExactly("bracket");
        assertThat(flat(readAll(source("a\\,b.txt", 1)))).containsExactly("comma");
        assertThat(flat(readAll(source("a b%20.txt", 1)))).containsExactly("percent");
    }

    @Test
    void names_outside_the_charset_of_the_platform_are_read() throws Exception {
        Path odd = Path.of(URI.create(dir.toUri() + "%D1%84%D0%B0%D0%B9%D0%BB.txt"));
        Files.writeString(odd, "прочитан\n");

        assertThat(flat(readAll(source("", 1)))).containsExactly("прочитан");
        assertThat(TextModel.read(copy(partitions("*.txt", 1).get(0)), 5)).containsExactly("прочитан");
    }

    @Test
    void an_empty_directory_has_no_partitions() throws Exception {
        write("_SUCCESS", "");

        assertThat(partitions("", 2)).isEmpty();
    }

    @Test
    void links_are_followed() throws Exception {
        write("data/a.txt", "a");
        Files.createSymbolicLink(dir.resolve("link"), dir.resolve("data"));
        Files.createSymbolicLink(dir.resolve("file"), dir.resolve("data/a.txt"));

        assertThat(flat(readAll(source("link", 1)))).containsExactly("a");
        assertThat(flat(readAll(source("file", 1)))).containsExactly("a");
    }

    @Test
    void the_listing_is_made_late_and_once() throws Exception {
        TextFileSource source = source("", 1);
        write("a.txt", "a");
        List<?> first = source.partitions();
        write("b.txt", "b");

        assertThat(first).hasSize(1);
        assertThat(source.partitions()).isSameAs(first);
    }

    // ---- errors

    @Test
    void nothing_there_is_told_with_both_paths_and_looked_for_again() throws Exception {
        TextFileSource source = source("none.txt", 1);
        String path = dir.resolve("none.txt").toString();

        assertFails(source::partitions, ErrorCode.INPUT_NOT_FOUND)
                .hasMessage("textFile: There is nothing at \"" + path + "\" (" + path + "). " + dir
                        + " is there, and has no \"none.txt\"");
        write("none.txt", "now");
        assertThat(flat(readAll(source))).containsExactly("now");
    }

    @Test
    void pathThatCouldBeReadInAnotherWay_isAnErrorThatSaysSo() throws Exception {
        Files.writeString(dir.resolve("a,b.txt"), "x\n");
        Files.writeString(dir.resolve("a b.txt"), "x\n");
        assertThatThrownBy(() -> new TextFileSource(dir + "/a,b.txt", 1).partitions())
                .hasMessageEndingWith(
                        " has no \"a\". There is " + dir.resolve("a,b.txt") + ": a comma in a name is written \\,");
        assertThat(new TextFileSource(dir + "/a\\,b.txt", 1).partitions()).hasSize(1);
        assertThatThrownBy(() -> new TextFileSource("file://" + dir + "/a%20b.txt", 1).partitions())
                .hasMessageEndingWith(" has no \"a%20b.txt\". There is " + dir.resolve("a b.txt")
                        + ": a path is taken as it is, without decoding %");
        assertThat(new TextFileSource("file://" + dir + "/a b.txt", 1).partitions())
                .hasSize(1);
        assertThatThrownBy(() -> new TextFileSource("file://" + dir + "/c%2.txt", 1).partitions())
                .hasMessageEndingWith(" has no \"c%2.txt\"");
    }

    @Test
    void a_relative_path_is_told_with_where_it_was_sought() {
        Path here = Path.of("").toAbsolutePath();

        assertFails(() -> new TextFileSource("no/such/file", 1).partitions(), ErrorCode.INPUT_NOT_FOUND)
                .hasMessage("textFile: There is nothing at \"no/such/file\" (" + here.resolve("no/such/file") + "). "
                        + here + " is there, and has no \"no\"");
        assertFails(() -> new TextFileSource("no-such-*/x", 1).partitions(), ErrorCode.INPUT_NOT_FOUND)
                .hasMessageStartingWith(
                        "textFile: Nothing matches \"no-such-*/x\" (from " + here + ": no-such-*/x). What has a name");
    }

    @Test
    void one_missing_path_of_a_list_fails_the_whole() throws Exception {
        write("a.txt", "a");

        assertFails(
                        () -> new TextFileSource(dir.resolve("a.txt") + "," + dir.resolve("b*"), 1).partitions(),
                        ErrorCode.INPUT_NOT_FOUND)
                .hasMessageContaining("Nothing matches \"" + dir.resolve("b*") + "\"");
    }

    @Test
    void a_glob_that_matches_only_hidden_files_matches_nothing() throws Exception {
        write("_a.txt", "a");

        assertFails(() -> source("*.txt", 1).partitions(), ErrorCode.INPUT_NOT_FOUND)
                .hasMessageContaining("begins with _ or . is passed over");
    }

    @Test
    void a_broken_glob_is_told_from_one_that_matches_nothing() {
        assertFails(() -> source("a{b", 1).partitions(), ErrorCode.INPUT_NOT_FOUND)
                .hasMessageContaining("is not a glob: the { at character ");
        assertFails(() -> source("a[b", 1).partitions(), ErrorCode.INPUT_NOT_FOUND)
                .hasMessageEndingWith("is not a glob: the [ at character 2 of \"a[b\" is not closed");
    }

    @Test
    void a_link_to_nothing_in_a_directory_is_not_passed_over_in_silence() throws Exception {
        Files.createSymbolicLink(dir.resolve("link"), dir.resolve("gone"));

        assertFails(() -> source("", 1).partitions(), ErrorCode.INPUT_NOT_FOUND)
                .hasMessageContaining(dir.resolve("link") + ", found for")
                .hasMessageContaining("is a link to nothing");
    }

    @Test
    void a_path_through_a_file_leads_nowhere() throws Exception {
        write("a.txt", "a");
        Path path = dir.resolve("a.txt/b.txt");

        assertFails(() -> source("a.txt/b.txt", 1).partitions(), ErrorCode.INPUT_NOT_FOUND)
                .hasMessage("textFile: There is nothing at \"" + path + "\" (" + path + "). " + dir.resolve("a.txt")
                        + " is there, and is no directory");
    }

    @Test
    void a_path_that_can_not_be_looked_at_is_told_with_the_reason() throws Exception {
        Files.createSymbolicLink(dir.resolve("round"), dir.resolve("round"));

        assertFails(() -> source("round", 1).partitions(), ErrorCode.INPUT_NOT_FOUND)
                .hasMessageStartingWith("textFile: " + dir.resolve("round") + ", wanted for \"" + dir.resolve("round")
                        + "\", can't be looked at: ");
    }

    @Test
    void another_file_system_is_refused_at_the_call() {
        assertFails(() -> new TextFileSource("a.txt,hdfs://host/b.txt", 1), ErrorCode.INPUT_NOT_FOUND)
                .hasMessage(
                        "textFile: \"hdfs://host/b.txt\" is on the file system \"hdfs\", and only local files are known "
                                + "here. A connector for that file system is needed; without one, give a local path or a file: URI");
        assertFails(() -> new TextFileSource("s3a:/bucket/key", 1), ErrorCode.INPUT_NOT_FOUND)
                .hasMessageContaining("\"s3a\"");
        assertFails(() -> new TextFileSource("file://data/x", 1), ErrorCode.INPUT_NOT_FOUND)
                .hasMessage(
                        "textFile: \"file://data/x\" names the host \"data\". A path on this machine has three slashes: "
                                + "file:///data/x");
    }

    @Test
    void arguments_that_mean_nothing_are_refused_at_the_call() {
        assertThatThrownBy(() -> new TextFileSource("a,,b", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("textFile: a path is empty. Name a file or a directory; \".\" is the working directory");
        assertThatThrownBy(() -> new TextFileSource("a", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("textFile: minPartitions must be between 1 and 1000000, not 0");
    }

    @Test
    void a_file_that_vanishes_after_listing_is_named() throws Exception {
        write("a.txt", "a");
        SourcePartition<String> partition = partitions("a.txt", 1).get(0);
        Files.delete(dir.resolve("a.txt"));

        assertFails(partition::open, ErrorCode.INPUT_NOT_FOUND)
                .hasMessage(
                        dir.resolve("a.txt") + " was there when the input was listed, and is gone. Input files must "
                                + "stay until the last job that reads them has ended");
    }

    @Test
    void a_file_that_becomes_a_directory_after_listing_is_named() throws Exception {
        write("a.txt", "a");
        SourcePartition<String> partition = partitions("a.txt", 1).get(0);
        Files.delete(dir.resolve("a.txt"));
        Files.createDirectory(dir.resolve("a.txt"));

        assertFails(() -> TextModel.read(partition, 1), ErrorCode.INPUT_FAILED)
                .hasMessage("Reading " + dir.resolve("a.txt") + " failed at byte 0: Is a directory");
    }

    @Test
    void a_file_that_changes_its_length_after_listing_has_whole_lines() throws Exception {
        write("a.txt", "one\ntwo\nthr");
        List<? extends SourcePartition<String>> partitions = partitions("a.txt", 2);

        write("a.txt", "one\ntwo\nthree\nfour\n");
        assertThat(TextModel.read(partitions.get(0), 9)).containsExactly("one", "two");
        assertThat(TextModel.read(partitions.get(1), 9)).containsExactly("three");
        write("a.txt", "one\n");
        assertThat(TextModel.read(partitions.get(0), 9)).containsExactly("one");
        assertThat(TextModel.read(partitions.get(1), 9)).isEmpty();
    }

    @Test
    void a_line_beyond_the_limit_names_file_and_byte() throws Exception {
        write("a.txt", "ab\n" + "x".repeat(2_000));
        TextFileSource source = new TextFileSource(dir.resolve("a.txt").toString(), 1, Limits.SPLIT_BYTES, 1_000);

        assertFails(() -> readAll(source), ErrorCode.INPUT_FAILED)
                .hasMessageStartingWith("The line of " + dir.resolve("a.txt")
                        + " that starts at byte 3 is longer than 1000 bytes, the most that a line may have");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertFails(
            ThrowingCallable call, ErrorCode code) {
        return assertThatThrownBy(call)
                .isInstanceOf(WaterclockException.class)
                .satisfies(e -> assertThat(((WaterclockException) e).code()).isEqualTo(code));
    }

    private TextFileSource source(String path, int minPartitions) {
        return new TextFileSource(path.isEmpty() ? dir.toString() : dir + "/" + path, minPartitions);
    }

    private List<? extends SourcePartition<String>> partitions(String path, int minPartitions) {
        return source(path, minPartitions).partitions();
    }

    private void write(String name, String text) throws Exception {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static List<String> flat(List<List<String>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    @SuppressWarnings("unchecked")
    private static SourcePartition<String> copy(SourcePartition<String> partition) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(partition);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (SourcePartition<String>) in.readObject();
        }
    }
}
