// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketWordCountOptionsTest {

    private static SocketWordCountOptions parse(String line) {
        return SocketWordCountOptions.parse(line.isEmpty() ? new String[0] : line.split(" "));
    }

    @Test
    void withoutOptions_theProgramServesItself_onAnyFreePort() {
        assertThat(parse("")).isEqualTo(new SocketWordCountOptions(null, 0, Duration.ofSeconds(1), "local[2]", false));
    }

    @Test
    void withAHost_thePortIs9999() {
        assertThat(parse("--host localhost"))
                .isEqualTo(new SocketWordCountOptions("localhost", 9999, Duration.ofSeconds(1), "local[2]", false));
    }

    @Test
    void withoutAHost_thePortIsTheFeeds() {
        assertThat(parse("--port 4000").host()).isNull();
        assertThat(parse("--port 4000").port()).isEqualTo(4000);
    }

    @Test
    void options_mayComeInAnyOrder() {
        assertThat(parse("--master local[*] --port 65535 --interval 500ms --host 10.0.0.7"))
                .isEqualTo(new SocketWordCountOptions("10.0.0.7", 65_535, Duration.ofMillis(500), "local[*]", false));
    }

    @ParameterizedTest
    @CsvSource({"1ms, PT0.001S", "250ms, PT0.25S", "3s, PT3S", "2m, PT2M"})
    void interval_hasAUnit(String text, Duration interval) {
        assertThat(parse("--interval " + text).interval()).isEqualTo(interval);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--port 1 --help"})
    void help_isSeen(String line) {
        assertThat(parse(line).help()).isTrue();
    }

    @Test
    void usage_namesEveryOption_andItsDefault() {
        assertThat(SocketWordCountOptions.USAGE)
                .contains("--host HOST", "--port PORT", "--interval TIME", "--master URL", "--help")
                .contains("default 9999", "default 1s", "default local[2]")
                .contains("nc -lk 9999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65536", "http", "99999999999", "1.5"})
    void port_mustBeOne(String text) {
        assertThatThrownBy(() -> parse("--port " + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--port must be a number from 1 to 65535, not \"" + text + "\".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0s",
                "-1s",
                "5",
                "s",
                "1h",
                "1S",
                "1.5s",
                "soon",
                "99999999999999999999s",
                "9223372036854775807m"
            })
    void interval_mustBeATime(String text) {
        assertThatThrownBy(() -> parse("--interval " + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--interval must be a time such as 500ms, 1s or 2m, not \"" + text + "\".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807s", "9223372036854775ms", "1441m"})
    void interval_hasALimit(String text) {
        assertThatThrownBy(() -> parse("--interval " + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--interval can't be longer than a day (1440m), as \"" + text + "\" is.");
        assertThat(parse("--interval 1440m").interval()).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void host_mustSaySomething(String text) {
        assertThatThrownBy(() -> SocketWordCountOptions.parse(new String[] {"--host", text}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--host must be a name or an address, not \"" + text
                        + "\"; without --host the program serves itself.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot", "localhost", "--Host", "--help=no"})
    void unknownOption_isNamed(String text) {
        assertThatThrownBy(() -> parse(text + " 9999"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no option " + text + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--host", "--port", "--interval", "--master"})
    void optionWithoutItsValue_isNamed(String option) {
        assertThatThrownBy(() -> parse(option))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(option + " needs a value.");
    }
}
