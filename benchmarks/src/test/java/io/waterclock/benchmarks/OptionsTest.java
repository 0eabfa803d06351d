// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.benchmarks.batch.Form;
import io.waterclock.benchmarks.batch.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final List<String> NAMES = List.of("one", "two");

    private static Options parse(String line) {
        return Options.parse(line.isEmpty() ? new String[0] : line.split(" "), NAMES);
    }

    @Test
    void benchmark_saysHowManyJvms_unlessForksDoes() {
        assertThat(parse("--full two").forks(3)).isEqualTo(3);
        assertThat(parse("--full two").full()).isTrue();
        assertThat(parse("all --full --forks 9").forks(3)).isEqualTo(9);
    }

    @Test
    void optionsOfJobs_goToTheScope_andOnlyToBoth() {
        Options options = parse("one --case big --records 20000 --without-specialisation --only spark");
        assertThat(options.scope()).isEqualTo(new Scope(Form.QUICK, 20_000, true, "big", "spark"));
        assertThat(options.load().only()).isEqualTo("spark");
    }

    @Test
    void otherOptions_goToTheLoad() {
        assertThat(parse("two --heap 1g").load().heap()).isEqualTo("1g");
    }

    @Test
    void mistakes_areToldApart() {
        assertThatThrownBy(() -> parse("")).hasMessage("Name a benchmark: one, two, or all");
        assertThatThrownBy(() -> parse("three")).hasMessage("There is no benchmark three; there are one, two, and all");
        assertThatThrownBy(() -> parse("one two")).hasMessage("One benchmark at a time, or all: one or two");
        assertThatThrownBy(() -> parse("one --forks")).hasMessage("The option --forks needs a value");
        assertThatThrownBy(() -> parse("one --forks 0")).hasMessageContaining("--forks takes a whole number over 0");
        assertThatThrownBy(() -> parse("one --fast 1")).hasMessage("There is no option --fast");
    }

    @Test
    void help_namesEachOption() {
        assertThat(Options.help(NAMES))
                .contains("one, two, or all")
                .contains("--full", "--forks", "--rate", "--seconds", "--heap", "--words", "--interval", "--only")
                .contains("--records", "--case", "--without-specialisation");
    }
}
