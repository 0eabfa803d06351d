// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of the operations of streams says the truth, leaves out nothing that the API which this one follows has, and nothing
 * that ours has; and a row that is wrong is found.
 */
class StreamOperationsTest {
    private static final Page PAGE = Page.of("docs/guide/stream-operations.md");

    @Test
    void everyRow_isTrue() {
        assertThat(new StreamOperations(PAGE).complaints()).isEmpty();
    }

    @Test
    void everyMethodOfStreamsAndContexts_isInTheTable_orAmongTheAdditions() {
        assertThat(new StreamOperations(PAGE).leftOut()).isEmpty();
    }

    @Test
    void nothingIsMissingInTheTable_andNothingIsMadeUp() throws IOException {
        List<String> followed;
        try (InputStream in = StreamOperationsTest.class.getResourceAsStream("stream-operations.txt")) {
            assertThat(in).isNotNull();
            followed = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
        assertThat(new StreamOperations(PAGE).followed())
                .containsExactlyInAnyOrderElementsOf(followed)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(250);
        assertThat(new StreamOperations(PAGE).counts().get("same")).isGreaterThan(100);
    }

    // ---- that it bites

    private static Page page(String chapter, String row) {
        return new Page("p.md", "## " + chapter + "\n\n| there | here | state | |\n|---|---|---|---|\n" + row + "\n");
    }

    private static List<String> complaints(String chapter, String row) {
        return new StreamOperations(page(chapter, row)).complaints();
    }

    @Test
    void rightRows_areNot() {
        assertThat(complaints("DStream", "| `map(Function)` | `map(Function)` | same | |"))
                .isEmpty();
        assertThat(complaints("DStream and PairDStream", "| `checkpoint(Duration)` | — | later | with recovery |"))
                .isEmpty();
        assertThat(complaints("Receiver", "| `store(ArrayBuffer)` | `store(Collection)` | mended | any collection |"))
                .isEmpty();
        assertThat(complaints("PairDStream", "| `union(JavaPairDStream)` | `union(PairDStream)` | same | |"))
                .isEmpty();
    }

    @Test
    void methodThatIsNotThere_isFound_atItsLine() {
        assertThat(complaints("DStream", "| `mapp(Function)` | `mapp(Function)` | same | |"))
                .containsExactly("p.md:5: DStream has no public mapp(Function)");
        assertThat(complaints("DStream", "| `map(Function, int)` | `map(Function, int)` | same | |"))
                .containsExactly("p.md:5: DStream has no public map(Function, int)");
        assertThat(complaints("DStream", "| `union(JavaPairDStream)` | `union(PairDStream)` | same | |"))
                .containsExactly("p.md:5: DStream has no public union(PairDStream)");
        assertThat(complaints("DStream and PairDStream", "| `x()` | `groupByKey()` | mended | of pairs only |"))
                .containsExactly("p.md:5: DStream has no public groupByKey()");
        assertThat(complaints("DStream", "| `self()` | `self()` | same | |"))
                .containsExactly("p.md:5: DStream has no public self()");
        assertThat(complaints("StreamingContextState", "| `PAUSED` | `PAUSED` | same | |"))
                .containsExactly("p.md:5: StreamingContextState has no public PAUSED");
    }

    @Test
    void addition_thatIsNotThere_isFound() {
        Page page = new Page(
                "p.md", "## Additions\n\n| class | method | |\n|---|---|---|\n| DStream | `nam()` | names |\n");
        assertThat(new StreamOperations(page).complaints()).containsExactly("p.md:5: DStream has no public nam()");
    }

    @Test
    void stateThatIsWrong_isFound() {
        assertThat(complaints("DStream", "| `count()` | — | later | some day |"))
                .containsExactly("p.md:5: count() is later, but DStream has it");
        assertThat(complaints("DStream", "| `count()` | `count()` | later | some day |"))
                .contains("p.md:5: count() is later, but names [count()]");
        assertThat(complaints("DStream", "| `classTag()` | — | not here | |"))
                .containsExactly("p.md:5: classTag() is not here; say how or why");
        assertThat(complaints("DStream", "| `count()` | — | same | |"))
                .anyMatch(text -> text.contains("names nothing"));
        assertThat(complaints("DStream", "| `count()` | `glom()` | same | |"))
                .containsExactly("p.md:5: count() can't be the same as [glom()]; by the rules it is count()");
        assertThat(complaints("DStream", "| `count()` | — | soon | maybe |"))
                .containsExactly("p.md:5: \"soon\" is no state; there are [same, mended] and [later, not here]");
    }

    @Test
    void methodThatNoRowHas_isFound() {
        String without = PAGE.lines().stream()
                .filter(line -> !line.contains("`glom()`") && !line.contains("`withEventTime("))
                .collect(Collectors.joining("\n"));
        assertThat(new StreamOperations(new Page("p.md", without)).leftOut())
                .containsExactly(
                        "DStream glom()", "PairDStream glom()", "PairDStream withEventTime(Function, Duration)");
    }
}
