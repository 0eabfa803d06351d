// SPDX-License-Identifier: Apache-2.0
package io.waterclock.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule of the architecture, against a small system that breaks it. */
class RulesBiteTest {

    private static final String LAYERS = "io.waterclock.badexample.layers";
    private static final String KNOT = "io.waterclock.badexample.knot";
    private static final String HANDLE = "io.waterclock.badexample.handle";

    private static final String GOOD_SIGN = """
            /**
             * Room for what this example keeps, told at some length so that a reader knows whether to come in or to
             * walk on to the next door.
             *
             * <p>Step of the
             * record's journey: 6, described by lineage.
             */
            @NullMarked
            package a.b;
            """;

    @TempDir
    Path folder;

    @Test
    void streamingThatNamesAnEngine_isReported() {
        assertViolation(new Layers(LAYERS).streamingDoesNotKnowAnEngine(), "StreamingKnowsAnEngine", "SomeEngine");
    }

    @Test
    void batchHalfThatNamesStreaming_isReported() {
        ArchRule rule = new Layers(LAYERS).batchHalfDoesNotKnowStreaming();
        assertViolation(rule, "RddKnowsStreaming", "StreamingKnowsAnEngine");
        assertViolation(rule, "EngineKnowsStreaming", "StreamingKnowsAnEngine");
    }

    @Test
    void libraryThatChoosesAnEngine_isReported() {
        assertViolation(new Layers(LAYERS).onlyProgramsChooseAnEngine(), "ConnectorChoosesAnEngine", "SomeEngine");
    }

    @Test
    void coreThatNeedsALibrary_isReported() {
        assertViolation(new Layers(LAYERS).coreNeedsNothingButTheJdk(), "RddNeedsALibrary", "org.slf4j.Logger");
    }

    @Test
    void facadeThatKeepsItsContext_closesACycle() {
        assertThat(new PackageCycles(KNOT).in(classesOf(KNOT)))
                .singleElement()
                .asString()
                .contains(KNOT + ".WaterclockContext -> " + KNOT + ".rdd")
                .contains(KNOT + ".rdd -> " + KNOT + ".WaterclockContext")
                .contains("Field <");
    }

    @Test
    void facadeThatOnlyAnswersItsContext_isForgiven() {
        assertThat(new PackageCycles(HANDLE).in(classesOf(HANDLE))).isEmpty();
    }

    @Test
    void packageWithoutASign_isReported() throws IOException {
        write("m/src/main/java/a/b/Type.java", "package a.b;");
        assertThat(tree().signsMissing()).containsExactly("m/src/main/java/a/b: no package-info.java");
    }

    @Test
    void signThatSaysNothing_isReported() throws IOException {
        write("m/src/main/java/a/b/package-info.java", "/** Utilities. */ package a.b;");
        assertThat(tree().signsMissing())
                .hasSize(3)
                .anyMatch(text -> text.contains("Javadoc of 10 characters"))
                .anyMatch(text -> text.contains("no \"Step of the record's journey"))
                .anyMatch(text -> text.contains("not @NullMarked"));
    }

    @Test
    void goodSign_isAccepted() throws IOException {
        write("m/src/main/java/a/b/package-info.java", GOOD_SIGN);
        write("m/src/test/java/a/b/TypeTest.java", "package a.b;");
        assertThat(tree().signsMissing()).isEmpty();
    }

    @Test
    void packageInTwoModules_isReported() throws IOException {
        write("m/src/main/java/a/b/Type.java", "package a.b;");
        write("n/src/main/java/a/b/Other.java", "package a.b;");
        assertThat(tree().packagesInTwoModules())
                .containsExactly("a/b: in m/src/main/java/a/b and in n/src/main/java/a/b");
    }

    @Test
    void fileOfOneLineTooMany_isReported() throws IOException {
        write("m/src/test/java/a/Long.java", "\n".repeat(SourceTree.MAX_LINES_OF_A_FILE + 1));
        write("m/src/test/java/a/Short.java", "\n".repeat(SourceTree.MAX_LINES_OF_A_FILE));
        assertThat(tree().filesTooLong()).containsExactly("m/src/test/java/a/Long.java: 1001 lines, limit 1000");
    }

    @Test
    void packageOfOneFileTooMany_isReported() throws IOException {
        for (int i = 0; i <= SourceTree.MAX_FILES_OF_A_PACKAGE; i++) {
            write("m/src/main/java/a/Type" + i + ".java", "package a;");
        }
        assertThat(tree().packagesTooFull()).containsExactly("m/src/main/java/a: 26 files, limit 25");
    }

    @Test
    void classThatSeveralThreadsWrite_isFound_andWordsInCommentsAndTextsAreNot() {
        assertThat(SharedState.isIn("class A { synchronized void a() {} }")).isTrue();
        assertThat(SharedState.isIn("class A { void a() { synchronized (this) {} } }"))
                .isTrue();
        assertThat(SharedState.isIn("class A { volatile int a; }")).isTrue();
        assertThat(SharedState.isIn("class A { final AtomicReferenceArray<String> a; }"))
                .isTrue();
        assertThat(SharedState.isIn("class A { Object a = new java.util.concurrent.ConcurrentLinkedQueue<>(); }"))
                .isTrue();
        assertThat(SharedState.isIn("import java.util.concurrent.ConcurrentHashMap;\n/** volatile */ class A {"
                        + " String a = \"a \\\"synchronized\\\" text\"; char c = '\"'; // volatile\n}"))
                .isFalse();
    }

    @Test
    void tableOfSharedStateThatDoesNotAgree_isReported() {
        Map<String, String> table = SharedState.table("""
                | class | what | shown by |
                |---|---|---|
                | `Known`, `Gone` | a list | `KnownProof` |
                | `Silent` | a list | |
                | `Astray` | a list | `NoSuchProof`, the monitor of `Known` |
                """);
        assertThat(SharedState.disagreements(
                        table, List.of("Known", "Silent", "Astray", "Fresh"), List.of("KnownProof")))
                .containsExactly(
                        "Fresh: several threads write what it has, and no row says what shows that it is right",
                        "Astray: there is no test NoSuchProof",
                        "Gone: has a row, and nothing that several threads write",
                        "Silent: its row doesn't say what shows that it is right");
    }

    @Test
    void sourcesOfTheCore_areLookedAtForSharedState() throws IOException {
        write("rdd/src/main/java/a/Shared.java", "class Shared { volatile int a; }");
        write("rdd/src/main/java/a/Plain.java", "class Plain { int a; }");
        write("benchmarks/src/main/java/a/Other.java", "class Other { volatile int a; }");
        write("rdd/src/test/java/a/SharedTest.java", "class SharedTest { volatile int a; }");
        assertThat(tree().sharedState()).containsExactly("Shared");
        assertThat(tree().testClasses()).containsExactly("SharedTest");
    }

    private static void assertViolation(ArchRule rule, String from, String to) {
        assertThatThrownBy(() -> rule.check(classesOf(LAYERS)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(from)
                .hasMessageContaining(to);
    }

    private static JavaClasses classesOf(String root) {
        return new ClassFileImporter().importPackages(root);
    }

    private SourceTree tree() {
        return new SourceTree(folder);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
