// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigKeyTest {
    private static final ConfigKey<Long> WAIT =
            ConfigKey.ofTimeMs("waterclock.test.wait", "5s", 10, "how long to wait");
    private static final ConfigKey<Long> SIZE = ConfigKey.ofBytes("waterclock.test.size", null, 1, "how much");
    private static final ConfigKey<Integer> COUNT = ConfigKey.ofInt("waterclock.test.count", "3", 1, 9, "how many");

    private static void assertRefused(ConfigKey<?> key, String text, String message) {
        assertThatThrownBy(() -> key.parse(text))
                .as(text)
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CONFIGURATION))
                .hasMessage(message);
    }

    @Test
    void times_areReadWithTheirUnits_alsoWhereLowerCaseIsUnusual() {
        Map<String, Long> expected = new LinkedHashMap<>();
        expected.put("10", 10L);
        expected.put("200ms", 200L);
        expected.put(" 5 s ", 5_000L);
        expected.put("1.5s", 1_500L);
        expected.put("2m", 120_000L);
        expected.put("2MIN", 120_000L);
        expected.put("1h", 3_600_000L);
        expected.put("1d", 86_400_000L);
        expected.put("20000us", 20L);
        expected.forEach((text, ms) -> assertThat(WAIT.parse(text)).as(text).isEqualTo(ms));
    }

    @Test
    void sizes_areReadWithTheirUnits() {
        Map<String, Long> expected =
                Map.of("1", 1L, "64k", 65_536L, "32MB", 33_554_432L, "1g", 1L << 30, "2t", 2L << 40);
        expected.forEach((text, bytes) -> assertThat(SIZE.parse(text)).as(text).isEqualTo(bytes));
    }

    @Test
    void valueOutOfItsRange_isRefused_sayingRangeAndDefault() {
        assertRefused(
                WAIT,
                "9ms",
                "waterclock.test.wait is \"9ms\", but must be a time from 10ms, such as 200ms, 5s, 2m, 1h (default 5s)");
        assertRefused(
                COUNT, "10", "waterclock.test.count is \"10\", but must be a whole number from 1 to 9 (default 3)");
        assertRefused(
                SIZE, "0", "waterclock.test.size is \"0\", but must be a size from 1 bytes, such as 64k, 32m, 1g");
    }

    @Test
    void textThatIsNoValue_isRefused() {
        for (String text :
                new String[] {"", "soon", "5 parsecs", "1..5s", "--1", "0.0001ms", "1e3", "99999999999999d"}) {
            assertThatThrownBy(() -> WAIT.parse(text)).as(text).isInstanceOf(WaterclockException.class);
        }
        assertRefused(
                COUNT,
                "three",
                "waterclock.test.count is \"three\", but must be a whole number from 1 to 9 (default 3)");
        ConfigKey<Boolean> flag = ConfigKey.ofBoolean("waterclock.test.flag", true, "whether");
        assertThat(flag.parse(" TRUE ")).isTrue();
        assertThat(flag.parse("false")).isFalse();
        assertRefused(flag, "yes", "waterclock.test.flag is \"yes\", but must be true or false (default true)");
    }

    @Test
    void everyKeyOfTheCore_hasAReason_andADefaultItAccepts() {
        assertThat(new CoreKeys().keys()).isNotEmpty().allSatisfy(key -> {
            assertThat(key.name()).startsWith("waterclock.");
            assertThat(key.reason()).isNotBlank();
            String text = key.defaultText();
            if (text != null) {
                assertThat(key.parse(text)).isNotNull();
            }
        });
    }
}
