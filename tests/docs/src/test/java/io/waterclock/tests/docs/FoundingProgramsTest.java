// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.examples.BatchProgram;
import io.waterclock.examples.SocketWordCount;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.testkit.ThreadLeaks;
import io.waterclock.tests.docs.Page.Fence;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two programs of the README do what it says, and so do those of the examples. */
@Timeout(180)
class FoundingProgramsTest {
    private static final List<String> NUMBERS = List.of("1", "12", "8", "9", "-3", "100");
    private static final List<String> BELOW_TEN = List.of("2", "9", "-2");

    @TempDir
    Path folder;

    private ThreadLeaks leaks;

    @BeforeEach
    void watch() {
        leaks = ThreadLeaks.watchAll();
    }

    @AfterEach
    void checkLeaks() {
        leaks.check();
    }

    /** The one program of the README in which this stands, with something in it replaced. */
    private static Snippet readme(String what, String with) {
        List<Fence> fences = Page.of("README.md").fences().stream()
                .filter(fence -> Snippet.isCompiled(fence) && fence.code().contains(what))
                .toList();
        assertThat(fences).as("programs of the README with %s", what).hasSize(1);
        return new Snippet(fences.get(0), fences.get(0).code().replace(what, with));
    }

    private String numbers() throws Exception {
        return Files.write(folder.resolve("numbers.txt"), NUMBERS).toString();
    }

    private static Callable<Void> running(Snippet program, Path classes) {
        return () -> {
            program.runPrinting(classes);
            return null;
        };
    }

    /** Stops the streaming program of this JVM as Ctrl-C does, and waits for its main to return. */
    private static void stop(FutureTask<?> program) throws Exception {
        StreamingContext.getActive().orElseThrow().stop(true, true);
        program.get(60, TimeUnit.SECONDS);
    }

    private static FutureTask<Void> start(Callable<Void> program) {
        FutureTask<Void> task = new FutureTask<>(program);
        Thread thread = new Thread(task, "program");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Test
    void batchProgramOfTheReadme_printsWhatIsBelowTen() throws Exception {
        String path = numbers().replace("\\", "\\\\");
        assertThat(readme("numbers.txt", path).run(folder).lines()).containsExactlyElementsOf(BELOW_TEN);
    }

    @Test
    void batchProgramOfTheExamples_isThatOfTheReadme() throws Exception {
        try (Printed printed = new Printed()) {
            BatchProgram.main(new String[] {numbers()});
            assertThat(printed.text().lines()).containsExactlyElementsOf(BELOW_TEN);
        }
        String example = Files.readString(
                Page.root().resolve("examples/src/main/java/io/waterclock/examples/BatchProgram.java"), UTF_8);
        String readme = Page.of("README.md").fences().stream()
                .map(Fence::code)
                .filter(code -> code.contains("numbers.txt"))
                .findFirst()
                .orElseThrow();
        assertThat(example.replaceAll("\\s+", ""))
                .contains(readme.replace("\"numbers.txt\"", "path").replaceAll("\\s+", ""));
    }

    @Test
    void streamingProgramOfTheReadme_countsWhatAServerSends() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
                Printed printed = new Printed()) {
            Snippet program = readme("9999", String.valueOf(server.getLocalPort()));
            FutureTask<Void> running = start(running(program, folder));
            try (Socket connection = server.accept()) {
                connection.getOutputStream().write("to be or not to be\n".getBytes(UTF_8));
                String text = printed.await(all -> all.contains("(not,1)"));
                printed.await(all -> all.indexOf("Time: ", all.indexOf("(not,1)")) > 0);
                assertThat(batchWith("(not,1)", text))
                        .containsExactlyInAnyOrder("(to,2)", "(be,2)", "(or,1)", "(not,1)");
            }
            stop(running);
        }
    }

    /** The lines that the batch printed in which this one is. */
    private static List<String> batchWith(String line, String text) {
        for (String batch : text.split(Pattern.quote("-".repeat(43)))) {
            if (batch.contains(line)) {
                return batch.strip().lines().toList();
            }
        }
        throw new AssertionError("no batch with " + line + ":\n" + text);
    }

    @Test
    void socketWordCount_withoutAHost_countsTheProjectsDocuments() throws Exception {
        try (Printed printed = new Printed()) {
            FutureTask<Void> running = start(() -> {
                SocketWordCount.main(new String[] {"--interval", "100ms", "--master", "local[1]"});
                return null;
            });
            String text = printed.await(
                    all -> Pattern.compile("\\(\\S+,\\d+\\)").matcher(all).find());
            assertThat(text)
                    .startsWith("Counting the words of localhost:")
                    .contains(
                            "a batch each 100 ms, on local[1]; the feed is this project's own documents. Ctrl-C ends.");
            stop(running);
        }
    }

    @Test
    void socketWordCount_countsTheWordsOfAServer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
                Printed printed = new Printed()) {
            String port = String.valueOf(server.getLocalPort());
            FutureTask<Void> running = start(() -> {
                SocketWordCount.main(new String[] {"--host", "localhost", "--port", port, "--interval", "50ms"});
                return null;
            });
            try (Socket connection = server.accept()) {
                connection.getOutputStream().write("be  or   be\n".getBytes(UTF_8));
                String text = printed.await(all -> all.contains("(be,2)") && all.contains("(or,1)"));
                assertThat(text).as("empty words").doesNotContain("(,");
            }
            stop(running);
        }
    }

    @Test
    void socketWordCount_help_isPrintedAndNothingRuns() throws Exception {
        try (Printed printed = new Printed()) {
            SocketWordCount.main(new String[] {"--help"});
            assertThat(printed.text())
                    .startsWith("Counts words that arrive on a TCP socket")
                    .contains("--interval TIME");
        }
        assertThat(StreamingContext.getActive()).isEmpty();
    }

    @Test
    void socketWordCount_withAWrongOption_endsWithCode2_andSaysWhy() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SocketWordCount.class.getName(),
                        "--prot",
                        "1")
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(child.getInputStream().readAllBytes(), UTF_8);
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(2);
            assertThat(said).startsWith("There is no option --prot.").contains("--port PORT");
        } finally {
            child.destroyForcibly();
        }
    }
}
