// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void table_isAlignedMarkdown() {
        assertThat(new Table("who", "ms").row("a", "12.5").row("longer", "3").toString())
                .isEqualTo("""
                        | who    | ms   |
                        |--------|------|
                        | a      | 12.5 |
                        | longer | 3    |
                        """);
    }

    @Test
    void rowOfAnotherWidth_isRefused() {
        assertThatThrownBy(() -> new Table("a", "b").row("1")).hasMessageContaining("2 columns, the row 1");
    }

    @Test
    void numbers_haveThreeDigitsThatSaySomething() {
        assertThat(Numbers.text(1.234)).isEqualTo("1.23");
        assertThat(Numbers.text(12.34)).isEqualTo("12.3");
        assertThat(Numbers.text(1234.5)).isEqualTo("1235");
        assertThat(Numbers.text(1234567)).isEqualTo("1,234,567");
    }
}
