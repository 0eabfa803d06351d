// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.compress.GzipCodec;
import io.waterclock.file.FileOutput;
import io.waterclock.file.PartFormat;
import io.waterclock.function.Sneaky;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextOutputTest {
    private static final TextFormat PLAIN = new TextFormat(null);

    @TempDir
    Path dir;

    private Path out;

    @BeforeEach
    void out() {
        out = dir.resolve("deep/out");
    }

    @Test
    void a_committed_output_is_its_parts_and_an_empty_mark() throws Exception {
        FileOutput output = create(out.toString());
        assertThat(output.writePart(
                        1, Arrays.asList(1.5, null, "€ ı \uD83D\uDE00").iterator(), PLAIN))
                .isEqualTo(3);
        assertThat(copy(output).writePart(0, List.of().iterator(), PLAIN)).isZero();
        assertThat(output.writePart(123_456, List.of(new char[0].length).iterator(), PLAIN))
                .isEqualTo(1);
        output.commit(List.of(0, 1, 123_456), PLAIN);

        assertThat(names()).containsExactly("_SUCCESS", "part-00000", "part-00001", "part-123456");
        assertThat(Files.readString(out.resolve("part-00001"))).isEqualTo("1.5\nnull\n€ ı \uD83D\uDE00\n");
        assertThat(out.resolve("part-00000")).isEmptyFile();
        assertThat(out.resolve("_SUCCESS")).isEmptyFile();
    }

    @Test
    void what_is_written_is_read_back() throws Exception {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Path place = dir.resolve("out" + seed);
            FileOutput output = create("file:" + place);
            List<String> all = new ArrayList<>();
            for (int partition = 0; partition < 3; partition++) {
                List<String> part = new ArrayList<>();
                for (int i = random.nextInt(200); i > 0; i--) {
                    String word = "çok ".repeat(random.nextInt(20));
                    part.add(random.nextInt(100) == 0 ? word.repeat(5_000) : word);
                }
                if (random.nextInt(4) == 0) {
                    part.add("x".repeat(Limits.WRITE_BYTES - 2 + random.nextInt(4)));
                }
                output.writePart(partition, part.iterator(), PLAIN);
                all.addAll(part);
            }
            output.commit(List.of(0, 1, 2), PLAIN);

            List<String> read = TextModel.readAll(new TextFileSource(place.toString(), 2)).stream()
                    .flatMap(List::stream)
                    .toList();
            assertThat(read).as("seed %d", seed).isEqualTo(all);
        }
    }

    @Test
    void lines_that_just_fill_the_buffer_or_just_do_not_are_written() throws Exception {
        FileOutput output = create(out.toString());
        for (int bytes = Limits.WRITE_BYTES - 5; bytes <= Limits.WRITE_BYTES + 2; bytes++) {
            List<String> lines = List.of("a", "x".repeat(bytes), "b");
            output.writePart(0, lines.iterator(), PLAIN);

            assertThat(Files.readAllLines(out.resolve("_temporary/part-00000"))).isEqualTo(lines);
        }
    }

    @Test
    void parts_appear_when_the_job_has_ended_and_a_repeated_success_replaces_the_first() throws Exception {
        FileOutput output = create(out.toString());
        List<List<String>> seen = new ArrayList<>();
        output.writePart(0, watched(List.of("first").iterator(), () -> seen.add(names())), PLAIN);
        output.writePart(0, watched(List.of("second").iterator(), () -> seen.add(names())), PLAIN);
        assertThat(seen).containsOnly(List.of("_temporary"));
        assertThat(names()).containsExactly("_temporary");
        assertThat(out.resolve("_temporary").toFile().list()).containsExactly("part-00000");
        output.commit(List.of(0), PLAIN);

        assertThat(out.resolve("part-00000")).hasContent("second\n");
        assertThat(names()).containsExactly("_SUCCESS", "part-00000");
    }

    @Test
    void what_the_records_throw_comes_out_unchanged_and_leaves_nothing() throws Exception {
        FileOutput output = create(out.toString());
        Object unprintable = new Object() {
            @Override
            public String toString() {
                throw new ArithmeticException("no text");
            }
        };
        for (Throwable thrown : List.of(new IOException("the user's own"), new AssertionError("e"))) {
            Iterator<String> failing = watched(List.of("a", "b").iterator(), () -> {
                throw Sneaky.unchecked(thrown);
            });
            assertThatThrownBy(() -> output.writePart(0, failing, PLAIN)).isSameAs(thrown);
        }
        assertThatThrownBy(() -> output.writePart(0, List.of("a", unprintable).iterator(), PLAIN))
                .isInstanceOf(ArithmeticException.class);

        assertThat(out.resolve("_temporary")).isEmptyDirectory();
        assertThat(names()).containsExactly("_temporary");
    }

    @Test
    void an_attempt_that_fails_after_a_success_leaves_the_part() throws Exception {
        FileOutput output = create(out.toString());
        output.writePart(0, List.of("good").iterator(), PLAIN);
        assertThatThrownBy(() -> output.writePart(
                        0,
                        watched(List.of("bad").iterator(), () -> {
                            throw new IllegalStateException();
                        }),
                        PLAIN))
                .isInstanceOf(IllegalStateException.class);

        output.commit(List.of(0), PLAIN);
        assertThat(out.resolve("part-00000")).hasContent("good\n");
    }

    @Test
    void an_output_that_exists_is_refused_and_stays() throws Exception {
        Files.createDirectories(out);
        Files.writeString(out.resolve("part-00000"), "old");
        Path file = Files.writeString(dir.resolve("file"), "text");

        assertThatThrownBy(() -> create(out.toString()))
                .hasMessage("saveAsTextFile: the output directory \"" + out + "\" (" + out
                        + ") exists already. Remove it, or write to another path")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_EXISTS);
        for (boolean overwrite : new boolean[] {false, true}) {
            assertThatThrownBy(() -> create(file.toString(), overwrite))
                    .hasMessage("saveAsTextFile: the output path, a file, \"" + file + "\" (" + file
                            + ") exists already. Remove it, or write to another path")
                    .extracting(e -> ((WaterclockException) e).code())
                    .isEqualTo(ErrorCode.OUTPUT_EXISTS);
        }
        assertThat(names()).containsExactly("part-00000");
    }

    @Test
    void overwriting_removes_an_earlier_output_and_nothing_else() throws Exception {
        FileOutput earlier = create(out.toString());
        earlier.writePart(0, List.of("old").iterator(), PLAIN);
        earlier.writePart(7, List.of("old").iterator(), PLAIN);
        earlier.commit(List.of(0, 7), PLAIN);
        Files.createDirectories(out.resolve("_temporary-crashed/part-00000-x"));
        Files.writeString(out.resolve("part-of-me"), "mine");

        FileOutput output = create(out.toString(), true);
        assertThat(names()).containsExactly("_temporary", "part-of-me");
        output.writePart(0, List.of("new").iterator(), PLAIN);
        output.commit(List.of(0), PLAIN);

        assertThat(names()).containsExactly("_SUCCESS", "part-00000", "part-of-me");
        assertThat(out.resolve("part-00000")).hasContent("new\n");
    }

    @Test
    void an_aborted_output_can_be_tried_again() throws Exception {
        FileOutput output = create(out.toString());
        output.writePart(0, List.of("x").iterator(), PLAIN);
        output.abort();
        assertThat(out).doesNotExist();
        output.abort();

        FileOutput again = create(out.toString());
        again.commit(List.of(), PLAIN);
        again.abort();
        assertThat(out).doesNotExist();
    }

    @Test
    void aborting_keeps_what_is_not_its_own() throws Exception {
        Files.createDirectories(out);
        FileOutput overwriting = create(out.toString(), true);
        overwriting.writePart(0, List.of("x").iterator(), PLAIN);
        overwriting.abort();
        assertThat(out).isEmptyDirectory();

        Path other = dir.resolve("other");
        FileOutput output = create(other.toString());
        Files.writeString(other.resolve("mine"), "x");
        output.abort();
        assertThat(other.toFile().list()).containsExactly("mine");
    }

    @Test
    void an_attempt_that_outlives_the_job_changes_nothing() throws Exception {
        FileOutput committed = create(out.toString());
        committed.writePart(0, List.of("good").iterator(), PLAIN);
        assertThatThrownBy(() -> committed.writePart(
                        0, watched(List.of("late").iterator(), () -> committed.commit(List.of(0), PLAIN)), PLAIN))
                .hasMessageStartingWith("saveAsTextFile: Renaming ")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_FAILED);
        assertThat(names()).containsExactly("_SUCCESS", "part-00000");
        assertThat(out.resolve("part-00000")).hasContent("good\n");

        FileOutput aborted = create(dir.resolve("aborted").toString());
        aborted.abort();
        assertThatThrownBy(() -> aborted.writePart(0, List.of("late").iterator(), PLAIN))
                .hasMessageContaining("part-00000 has no place any more; the output was committed, aborted or removed")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_FAILED);
        assertThat(dir.resolve("aborted")).doesNotExist();
    }

    @Test
    void a_directory_that_can_not_be_made_is_named_with_the_reason() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "text");

        assertThatThrownBy(() -> create(file + "/out"))
                .hasMessageContaining("The output directory \"" + file + "/out\"")
                .hasMessageContaining("can't be made")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_FAILED);
        assertThatThrownBy(() -> create("hdfs://host/out"))
                .hasMessageContaining("A connector for that file system is needed")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_FAILED);
        assertThatThrownBy(() -> create("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_part_that_can_not_be_renamed_is_named() throws Exception {
        FileOutput output = create(out.toString());
        Files.createDirectories(out.resolve("part-00000/in the way"));
        output.writePart(0, List.of("x").iterator(), PLAIN);

        assertThatThrownBy(() -> output.commit(List.of(0), PLAIN))
                .hasMessageContaining(" to " + out.resolve("part-00000") + " failed: ")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.OUTPUT_FAILED);
        assertThat(out.resolve("_SUCCESS")).doesNotExist();
    }

    @Test
    void a_part_that_is_missing_at_the_commit_is_named() throws Exception {
        FileOutput output = create(out.toString());
        output.writePart(0, List.of("x").iterator(), PLAIN);

        assertThatThrownBy(() -> output.commit(List.of(0, 1), PLAIN))
                .hasMessageMatching(".*part-00001 failed: it is not there");
        output.abort();
        assertThat(out).doesNotExist();
    }

    @Test
    void what_a_killed_job_left_is_recognised_and_said() throws Exception {
        FileOutput killed = create(out.toString());
        killed.writePart(0, List.of("x").iterator(), PLAIN);

        assertThatThrownBy(() -> create(out.toString()))
                .hasMessage("saveAsTextFile: the output directory \"" + out + "\" (" + out
                        + ") exists already, and its job has not ended: it is still running, or was killed. When none is running, "
                        + "remove the directory; nothing in it is complete");
        assertThat(TextModel.readAll(new TextFileSource(out.toString(), 1))).isEmpty();
        create(out.toString(), true).commit(List.of(), PLAIN);
        assertThat(names()).containsExactly("_SUCCESS");
    }

    @Test
    void a_disk_that_is_full_is_said_and_leaves_nothing() throws Exception {
        for (int room : new int[] {0, 10, Limits.WRITE_BYTES}) {
            FileOutput output = create(out.toString());
            PartFormat full = new PartFormat() {
                @Override
                public String extension() {
                    return ".gz";
                }

                @Override
                public Sink open(OutputStream file) throws IOException {
                    return new LineSink(new GzipCodec().createOutputStream(new Limited(file, room)));
                }
            };
            Iterator<String> lines =
                    new Random(1).longs(100_000).mapToObj(Long::toString).iterator();
            assertThatThrownBy(() -> output.writePart(0, lines, full))
                    .hasMessageMatching("saveAsTextFile: Writing " + out
                            + "/_temporary/attempt-[-0-9a-f]+/part-00000.gz failed: No space left on device")
                    .extracting(e -> ((WaterclockException) e).code())
                    .isEqualTo(ErrorCode.OUTPUT_FAILED);
            assertThat(out.resolve("_temporary")).isEmptyDirectory();
            output.abort();
            assertThat(out).doesNotExist();
        }
    }

    /** A file on a disk with room for so many bytes. */
    private static final class Limited extends FilterOutputStream {
        private int room;

        Limited(OutputStream out, int room) {
            super(out);
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > room) {
                throw new IOException("No space left on device");
            }
            room -= length;
            out.write(bytes, offset, length);
        }
    }

    @Test
    void a_commit_without_its_directory_fails() throws Exception {
        FileOutput output = create(out.toString());
        Files.delete(out.resolve("_temporary"));
        Files.delete(out);

        assertThatThrownBy(() -> output.commit(List.of(), PLAIN))
                .hasMessage(
                        "saveAsTextFile: The output in " + out + " is written and can't be committed: it is not there");
    }

    private static FileOutput create(String path) {
        return create(path, false);
    }

    private static FileOutput create(String path, boolean overwrite) {
        return FileOutput.create("saveAsTextFile", path, overwrite, false);
    }

    private List<String> names() {
        try (Stream<Path> entries = Files.list(out)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw Sneaky.unchecked(e);
        }
    }

    /** Does something when the end is asked for. */
    private static <T> Iterator<T> watched(Iterator<T> records, Runnable atTheEnd) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                boolean more = records.hasNext();
                if (!more) {
                    atTheEnd.run();
                }
                return more;
            }

            @Override
            public T next() {
                return records.next();
            }
        };
    }

    private static FileOutput copy(FileOutput output) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(output);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (FileOutput) in.readObject();
        }
    }
}
