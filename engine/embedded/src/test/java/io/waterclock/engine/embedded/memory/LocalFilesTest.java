// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalFilesTest {
    @TempDir
    Path root;

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatIsWritten_isReadBack_inAnyPieces() throws Exception {
        Random random = new Random(7);
        byte[] all = bytes(random, 300_000);
        try (LocalFiles files = new LocalFiles(List.of(root))) {
            LocalFile file = files.create("test");
            try (OutputStream out = file.append()) {
                for (int at = 0; at < all.length; ) {
                    int n = Math.min(all.length - at, random.nextInt(4) == 0 ? 1 : random.nextInt(40_000));
                    if (n == 1) {
                        out.write(all[at]);
                    } else {
                        out.write(all, at, n);
                    }
                    at += n;
                }
            }
            assertThat(file.length()).isEqualTo(all.length);
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(all.length);
                int to = from + random.nextInt(all.length - from);
                assertThat(readInPieces(file.read(from, to), random))
                        .as("from %d to %d", from, to)
                        .isEqualTo(Arrays.copyOfRange(all, from, to));
            }
            try (InputStream in = file.read(0, all.length)) {
                assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOfRange(all, 0, 10));
                assertThat(in.skip(100_000)).isEqualTo(100_000);
                assertThat(in.skip(5)).isEqualTo(5);
                assertThat(in.read()).isEqualTo(all[100_015] & 0xff);
                assertThat(in.skip(1_000_000)).isEqualTo(all.length - 100_016);
                assertThat(in.read()).isEqualTo(-1);
            }
            try (OutputStream out = file.append()) {
                out.write("more".getBytes(UTF_8));
            }
            assertThat(new String(file.read(all.length, file.length()).readAllBytes(), UTF_8))
                    .isEqualTo("more");
        }
    }

    private static byte[] readInPieces(InputStream in, Random random) throws IOException {
        byte[] read = new byte[400_000];
        int size = 0;
        while (true) {
            int n = random.nextInt(3) == 0 ? 0 : in.read(read, size, 1 + random.nextInt(100_000));
            if (n < 0) {
                return Arrays.copyOf(read, size);
            }
            if (n == 0) {
                int b = in.read();
                if (b < 0) {
                    return Arrays.copyOf(read, size);
                }
                read[size++] = (byte) b;
            }
            size += n;
        }
    }

    @Test
    void directoryIsMadeWithTheFirstFile_forTheUserAlone_andIsGoneAfterClose() throws Exception {
        Path deep = root.resolve("a").resolve("b");
        LocalFiles files = new LocalFiles(List.of(deep));
        assertThat(deep).doesNotExist();
        assertThat(files.directories()).isEmpty();
        LocalFile file = files.create("test");
        Path made = files.directories().get(0);
        assertThat(file.path()).exists().hasParent(made);
        assertThat(namesIn(deep)).containsExactly(made.getFileName() + "", made.getFileName() + ".lock");
        if (made.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }
        try (OutputStream out = file.append()) {
            out.write(1);
        }
        assertThat(files.openHandles()).isPositive();
        files.close();
        files.close();
        assertThat(namesIn(deep)).isEmpty();
        assertThat(files.openHandles()).isZero();
        assertThatThrownBy(() -> files.create("late"))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTEXT_STOPPED));
        assertThatThrownBy(() -> file.read(0, 1).read()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> {
                    try (OutputStream out = file.append()) {
                        out.write(1);
                    }
                })
                .isInstanceOf(WaterclockException.class);
        assertThat(namesIn(deep)).isEmpty();
    }

    @Test
    void fileDeletedWhileItIsLent_isNotKeptOpen() throws Exception {
        Path path = Files.createFile(root.resolve("lent"));
        try (Handles handles = new Handles()) {
            handles.with(path, true, file -> {
                handles.forget(path);
                Files.delete(path);
                return 0;
            });
            assertThat(handles.open()).isZero();
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void filesOfTheUser_thatAreNamedAlike_areNotSwept() throws Exception {
        Files.createFile(root.resolve("waterclock-app.lock"));
        Files.createFile(Files.createDirectory(root.resolve("waterclock-app")).resolve("data"));
        new LocalFiles(List.of(root)).close();
        assertThat(namesIn(root)).containsExactly("waterclock-app", "waterclock-app.lock");
        assertThat(root.resolve("waterclock-app").resolve("data")).exists();
    }

    @Test
    void directoriesAreUsedInTurn() {
        Path first = root.resolve("first");
        Path second = root.resolve("second");
        try (LocalFiles files = new LocalFiles(List.of(first, second))) {
            assertThat(files.create("a").path()).startsWith(first);
            assertThat(files.create("b").path()).startsWith(second);
            assertThat(files.create("c").path()).startsWith(first);
        }
        assertThat(first).isEmptyDirectory();
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void deletedFile_canNotBeRead_andDeletingTwiceIsNothing() throws Exception {
        try (LocalFiles files = new LocalFiles(List.of(root))) {
            LocalFile file = files.create("test");
            try (OutputStream out = file.append()) {
                out.write(new byte[100_000]);
            }
            InputStream begun = file.read(0, 100_000);
            begun.read();
            file.delete();
            file.delete();
            assertThat(file.path()).doesNotExist();
            assertThatThrownBy(begun::readAllBytes)
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessage(file.path() + " (it was let go)");
            assertThat(files.openHandles()).isZero();
        }
    }

    @Test
    void fileThatSomebodyElseDeletesOrCuts_failsToBeRead() throws Exception {
        try (LocalFiles files = new LocalFiles(List.of(root))) {
            LocalFile gone = files.create("gone");
            LocalFile cut = files.create("cut");
            for (LocalFile file : List.of(gone, cut)) {
                try (OutputStream out = file.append()) {
                    out.write(new byte[10]);
                }
            }
            Files.delete(gone.path());
            Files.write(cut.path(), new byte[4]);
            assertThatThrownBy(() -> gone.read(0, 10).read()).isInstanceOf(FileNotFoundException.class);
            assertThat(gone.path()).doesNotExist();
            assertThatThrownBy(() -> cut.read(0, 10).readAllBytes())
                    .isInstanceOf(EOFException.class)
                    .hasMessage(cut.path() + " ends at 4, before 10");
        }
    }

    @Test
    void directoryThatCanNotBeWritten_isNamed_withTheSetting() throws Exception {
        Path file = Files.createFile(root.resolve("file"));
        try (LocalFiles files = new LocalFiles(List.of(file))) {
            assertThatThrownBy(() -> files.create("sort"))
                    .isInstanceOfSatisfying(
                            WaterclockException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_STORAGE_FAILED))
                    .hasMessageStartingWith("No file for sort could be made in " + file + " (")
                    .hasMessageContaining("waterclock.local.dir")
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void fullDisk_isSaid_withDirectoryAndSetting_andDoesNotFailAgainAtClose() throws Exception {
        Path full = Path.of("/dev/full"); // takes nothing
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full), "only Linux has a full disk at hand");
        try (LocalFiles files = new LocalFiles(List.of(root))) {
            LocalFile file = files.create("cache");
            Files.delete(file.path());
            Files.createSymbolicLink(file.path(), full);
            assertThatThrownBy(() -> {
                        try (OutputStream out = file.append()) {
                            out.write(new byte[1000]);
                        }
                    })
                    .isInstanceOfSatisfying(
                            WaterclockException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCAL_STORAGE_FAILED))
                    .hasMessageStartingWith("Writing 1000 bytes at 0 of the temporary file cache-0 in "
                            + files.directories().get(0) + " (")
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("waterclock.local.dir")
                    .hasNoSuppressedExceptions();
        }
    }

    @Test
    void thousandFilesMergedAtOnce_needFewHandles() throws Exception {
        try (LocalFiles files = new LocalFiles(List.of(root))) {
            List<InputStream> streams = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                LocalFile file = files.create("run");
                try (OutputStream out = file.append()) {
                    out.write(i);
                    out.write(i + 1);
                }
                streams.add(file.read(0, 2));
            }
            for (int k = 0; k < 2; k++) {
                for (int i = 0; i < 1000; i++) {
                    assertThat(streams.get(i).read()).isEqualTo(i + k & 0xff);
                }
            }
            assertThat(files.openHandles()).isBetween(1, Handles.MAX_IDLE);
        }
    }

    @Test
    void interrupt_doesNotBreakWhatOthersRead() throws Exception {
        try (LocalFiles files = new LocalFiles(List.of(root))) {
            LocalFile file = files.create("test");
            try (OutputStream out = file.append()) {
                out.write(new byte[200_000]);
            }
            Thread.currentThread().interrupt();
            assertThat(file.read(0, 200_000).readAllBytes()).hasSize(200_000);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.read(0, 200_000).readAllBytes()).hasSize(200_000);
        }
    }

    @Test
    void manyThreads_writeReadAndDelete_eachItsOwnFilesAndOneOfAll() throws Exception {
        try (LocalFiles files = new LocalFiles(List.of(root))) {
            byte[] common = bytes(new Random(3), 150_000);
            LocalFile shared = files.create("shared");
            try (OutputStream out = shared.append()) {
                out.write(common);
            }
            List<FutureTask<Void>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Random random = new Random(t);
                FutureTask<Void> each = new FutureTask<>(() -> {
                    for (int i = 0; i < 50; i++) {
                        byte[] own = bytes(random, random.nextInt(50_000));
                        LocalFile file = files.create("own");
                        try (OutputStream out = file.append()) {
                            out.write(own);
                        }
                        assertThat(shared.read(0, common.length).readAllBytes()).isEqualTo(common);
                        assertThat(file.read(0, own.length).readAllBytes()).isEqualTo(own);
                        file.delete();
                    }
                    return null;
                });
                all.add(each);
                new Thread(each).start();
            }
            for (FutureTask<Void> each : all) {
                each.get();
            }
            assertThat(namesIn(files.directories().get(0))).containsExactly("shared-0");
        }
        assertThat(namesIn(root)).isEmpty();
    }

    // ---- what dead processes leave

    /** Makes a file, says where, and waits until it is killed. */
    public static final class Holder {
        public static void main(String[] args) throws Exception {
            LocalFiles files = new LocalFiles(List.of(Path.of(args[0])));
            try (OutputStream out = files.create("left").append()) {
                out.write(1);
            }
            System.out.println(files.directories().get(0));
            if (System.in.read() < 0) {
                System.out.println("the test has gone");
            }
        }
    }

    private static Process holder(Path root) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void directoryOfAKilledProcess_isSwept_andThatOfALiveOneIsNot() throws Exception {
        Process killed = holder(root);
        Process alive = holder(root);
        try (LocalFiles own = new LocalFiles(List.of(root))) {
            LocalFile mine = own.create("mine");
            Path left = directoryOf(killed);
            Path live = directoryOf(alive);
            assertThat(namesIn(left)).containsExactly("left-0");
            new LocalFiles(List.of(root)).close();
            assertThat(left).exists();
            killed.destroyForcibly().waitFor();
            assertThat(left).exists();
            new LocalFiles(List.of(root)).close();
            assertThat(left).doesNotExist();
            assertThat(live.resolve("left-0")).exists();
            assertThat(mine.path()).exists();
            // neither a sweep here nor one there has let go of a lock
            Process third = holder(root);
            Path thirds = directoryOf(third);
            assertThat(mine.path()).exists();
            assertThat(live.resolve("left-0")).exists();
            third.destroyForcibly().waitFor();
            new LocalFiles(List.of(root)).close();
            assertThat(thirds).doesNotExist();
        } finally {
            killed.destroyForcibly().waitFor();
            alive.destroyForcibly().waitFor();
        }
        new LocalFiles(List.of(root)).close();
        assertThat(namesIn(root)).isEmpty();
    }

    private static Path directoryOf(Process holder) throws IOException {
        return Path.of(new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8)).readLine());
    }
}
