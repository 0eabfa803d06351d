// SPDX-License-Identifier: Apache-2.0
package io.waterclock.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*.txt, a.txt, true",
                "*.txt, a.txt.gz, false",
                "*, ., true",
                "a?c, abc, true",
                "a?c, ac, false",
                "a?c, a\uD83D\uDE00c, true",
                "[ab]x, bx, true",
                "[ab]x, cx, false",
                "[a-c]x, bx, true",
                "[^a-c]x, bx, false",
                "[!a-c]x, dx, true",
                "[]]x, ]x, true",
                "[a-]x, -x, true",
                "[\\]]x, ]x, true",
                "a.b, axb, false",
                "a+(b)$, a+(b)$, true",
                "a\\*b, a*b, true",
                "a\\*b, axb, false",
                "I*, Iı, true",
            })
    void names_match_as_hadoop_has_them(String glob, String name, boolean matches) {
        assertThat(Glob.compile(glob).matcher(name).matches()).isEqualTo(matches);
    }

    @Test
    void braces_stand_for_several_paths_nested_and_across_names() {
        assertThat(Glob.withoutBraces("x{a,b/{c,d}}y")).containsExactly("xay", "xb/cy", "xb/dy");
        assertThat(Glob.withoutBraces("{,a}{1,2}")).containsExactly("1", "2", "a1", "a2");
        assertThat(Glob.withoutBraces("\\{a,b\\}")).containsExactly("\\{a,b\\}");
    }

    @Test
    void braces_that_stand_for_too_much_are_refused() {
        assertThatThrownBy(() -> Glob.withoutBraces("{a,b}".repeat(40)))
                .hasMessage("its braces stand for more than 10000 paths, the most there may be");
    }

    @Test
    void what_is_not_closed_is_named() {
        assertThatThrownBy(() -> Glob.withoutBraces("a{b,c")).hasMessage("the { at character 2 is not closed");
        assertThatThrownBy(() -> Glob.compile("a[bc")).hasMessage("the [ at character 2 of \"a[bc\" is not closed");
        assertThatThrownBy(() -> Glob.compile("[c-a]")).hasMessage("the range c-a runs backwards");
    }

    @Test
    void a_path_without_wildcards_or_with_escaped_ones_is_no_glob() {
        assertThat(Stream.of("a/b.txt", "a\\*b", "a,b", "a]b}")).noneMatch(Glob::isGlob);
        assertThat(Stream.of("a*", "?", "[a]", "{a,b}", "\\\\*")).allMatch(Glob::isGlob);
        assertThat(Glob.unescape("a\\*b\\\\")).isEqualTo("a*b\\");
    }

    @Test
    void commas_in_braces_and_escaped_ones_separate_nothing() {
        assertThat(LocalPaths.splitAtCommas("a,{b,c},d\\,e,")).containsExactly("a", "{b,c}", "d\\,e", "");
    }
}
