// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule has tests that there are, and each thing that the guide says is mended has a rule; and a row that is wrong is found. */
class SemanticsTest {
    private static final Page PAGE = Page.of("docs/internals/semantics.md");
    private static final Page GUIDE = Page.of("docs/guide/migration.md");
    private static final Map<String, Set<String>> TESTS =
            Map.of("WindowsTest", Set.of("keysLeave", "sumsStay"), "StoreProof", Set.of());

    @Test
    void everyTestThatIsNamed_isThere() {
        Semantics semantics = new Semantics(PAGE);
        assertThat(semantics.rows()).hasSizeGreaterThan(120);
        assertThat(semantics.complaints(Semantics.tests(Page.root()))).isEmpty();
    }

    @Test
    void whatTheGuideSaysIsMended_isShown_andNothingElse() {
        assertThat(GUIDE.rows("What is mended")).hasSizeGreaterThan(50);
        assertThat(new Semantics(PAGE).differences(GUIDE)).isEmpty();
    }

    // ---- that it bites

    private static Page page(String... rows) {
        return new Page(
                "p.md", "## What is mended\n\n| there | shown by |\n|---|---|\n" + String.join("\n", rows) + "\n");
    }

    private static List<String> complaints(String row) {
        return new Semantics(page(row)).complaints(TESTS);
    }

    @Test
    void rightRows_areNot() {
        assertThat(complaints("| keys | `WindowsTest#keysLeave`, `WindowsTest#sumsStay`, `StoreProof` |"))
                .isEmpty();
    }

    @Test
    void testThatIsNotThere_isFound_atItsLine() {
        assertThat(complaints("| keys | `WindowsTest#keysLeave`, `WindowsTest#keysStay` |"))
                .containsExactly("p.md:5: WindowsTest has no test keysStay");
        assertThat(complaints("| keys | `WindowTest#keysLeave` |"))
                .containsExactly("p.md:5: there is no test WindowTest");
        assertThat(complaints("| keys | `WindowsTest` |"))
                .containsExactly("p.md:5: which of the tests of WindowsTest?");
    }

    @Test
    void ruleWithoutATest_isFound() {
        assertThat(complaints("| keys | |")).singleElement().asString().startsWith("p.md:5: a rule is shown by tests");
        assertThat(complaints("| keys | `WindowsTest#keysLeave` and care |"))
                .singleElement()
                .asString()
                .startsWith("p.md:5: a rule is shown by tests");
    }

    @Test
    void rowOfTheGuide_thatIsNotShown_isFound_andOneTooMany() {
        Page guide = page("| keys | |", "| sums | |");
        assertThat(new Semantics(page("| keys | `WindowsTest#keysLeave` |", "| more | `StoreProof` |"))
                        .differences(guide))
                .containsExactly("not shown: sums", "not in the guide: more");
    }

    @Test
    void methodsAreTests_whereTheyAreMarked() {
        assertThat(
                        Semantics.methods(
                                "    @Test\n    @Timeout(3)\n    void one() {\n    void two() {\n"
                                        + "    @ParameterizedTest\n    default void three(int n) {\n    @Test\n    public void four(\n"))
                .containsExactlyInAnyOrder("one", "three", "four");
    }
}
