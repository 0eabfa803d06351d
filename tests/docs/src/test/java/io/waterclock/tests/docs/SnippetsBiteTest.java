// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.tests.docs.Page.Fence;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tests of the pages fail when a page is wrong, and say where. */
@Timeout(300)
class SnippetsBiteTest {

    @TempDir
    Path classes;

    private static Fence fence(String... lines) {
        List<Fence> fences = new Page("page.md", String.join("\n", lines) + "\n").fences();
        assertThat(fences).hasSize(1);
        return fences.get(0);
    }

    @Test
    void wrongStatement_isFound_atItsLineOfThePage() {
        Fence fence = fence("Text.", "", "```java", "int right = 1;", "int wrong = lines.mapp(x -> x);", "```");
        assertThat(new Snippet(fence).compile(classes))
                .singleElement()
                .asString()
                .startsWith("page.md:5: cannot find symbol")
                .contains("mapp");
    }

    @Test
    void wrongType_isFound_atItsLineOfThePage() {
        Fence fence = fence("```java", "/** A class. */", "class Ticks extends Receiver<Long> {", "}", "```");
        assertThat(new Snippet(fence).compile(classes))
                .singleElement()
                .asString()
                .startsWith("page.md:3: Ticks is not abstract");
    }

    @Test
    void fileWithImports_standsAlone() {
        Fence fence = fence("```java", "import java.util.List;", "", "class Lists { WaterclockConf conf; }", "```");
        assertThat(new Snippet(fence).compile(classes))
                .singleElement()
                .asString()
                .startsWith("page.md:4: cannot find symbol");
    }

    @Test
    void rightBlocks_pass() {
        assertThat(new Snippet(fence("```java", "lines.map(line -> line.length()).print();", "```")).compile(classes))
                .isEmpty();
        assertThat(new Snippet(fence("- item", "  ```java", "  record Point(int x, int y) {}", "  ```"))
                        .compile(classes))
                .isEmpty();
    }

    @Test
    void blockThatRuns_isRun_andItsExceptionsCome() throws Exception {
        Fence prints = fence("```java run", "System.out.println(wc == null ? \"ran\" : \"\");", "```");
        assertThat(Snippet.isRun(prints)).isTrue();
        assertThat(new Snippet(prints).run(classes).lines()).containsExactly("ran");
        Fence fails = fence("```java run", "throw new java.io.IOException(\"as it must\");", "```");
        assertThatThrownBy(() -> new Snippet(fails).run(classes)).hasMessage("as it must");
        Fence idle = fence("```java run", "class Idle {}", "```");
        assertThatThrownBy(() -> new Snippet(idle).run(classes)).hasMessageContaining("neither main nor a test");
    }

    @Test
    void testThatRuns_hasItsExtensions_andItsFailureComes() throws Exception {
        Fence passes = fence(
                "```java run",
                "@StreamingTest",
                "class Passes {",
                "    @Test",
                "    void test(StreamingTestKit kit) {",
                "        kit.input().stream().print();",
                "    }",
                "}",
                "```");
        assertThat(new Snippet(passes).run(classes)).isEmpty();
        Fence fails = fence(
                "```java run",
                "class Fails {",
                "    @Test",
                "    void test() {",
                "        assertThat(1).isEqualTo(2);",
                "    }",
                "}",
                "```");
        assertThatThrownBy(() -> new Snippet(fails).run(classes)).isInstanceOf(AssertionError.class);
    }

    @Test
    void unknownMarks_areRefused() {
        assertThat(Snippet.misuse(fence("```java", "```"))).isNull();
        assertThat(Snippet.misuse(fence("```java run", "```"))).isNull();
        assertThat(Snippet.misuse(fence("```java ignore needs a cluster", "```")))
                .isNull();
        assertThat(Snippet.misuse(fence("```text", "```"))).isNull();
        assertThat(Snippet.misuse(fence("```java ignore", "```"))).contains("says why");
        assertThat(Snippet.misuse(fence("```java later", "```"))).contains("means nothing");
        assertThat(Snippet.misuse(fence("```Java", "```"))).contains("isn't compiled");
        assertThat(Snippet.misuse(fence("```java17", "```"))).contains("isn't compiled");
    }

    @Test
    void openBlock_isFound() {
        assertThatThrownBy(() -> new Page("page.md", "```java\nint x;\n").fences())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("page.md:1");
    }

    @Test
    void rowsOfTables_areReadBelowTheirHeading() {
        Page page = new Page("p.md", "# A\n\n| h |\n|---|\n| a \\| b | 2 |\n\n## B\n\n| h |\n|---|\n| c |\n");
        assertThat(page.rows("A")).extracting(Page.Row::cells).containsExactly(List.of("a \\| b", "2"));
        assertThat(page.rows("B")).extracting(Page.Row::line).containsExactly(11);
        assertThat(page.rows(null)).hasSize(2);
    }
}
