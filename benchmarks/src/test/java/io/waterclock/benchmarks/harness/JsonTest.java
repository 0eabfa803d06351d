// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void fields_comeInTheirOrder_onOneLine() {
        Json inner = new Json().put("n", 3L).put("yes", true);
        assertThat(new Json().put("text", "a").put("inner", inner).toString())
                .isEqualTo("{\"text\":\"a\",\"inner\":{\"n\":3,\"yes\":true}}");
        assertThat(new Json().toString()).isEqualTo("{}");
    }

    @Test
    void numbers_haveSixDigitsAndNoExponent_whateverTheLocale() {
        assertThat(new Json()
                        .put("a", 1_234_567.89)
                        .put("b", 0.000012345678)
                        .put("c", 2.0)
                        .toString())
                .isEqualTo("{\"a\":1234570,\"b\":0.0000123457,\"c\":2}");
    }

    @Test
    void whatJsonHasNoNumberFor_isNull() {
        assertThat(new Json()
                        .put("a", Double.NaN)
                        .put("b", Double.NEGATIVE_INFINITY)
                        .toString())
                .isEqualTo("{\"a\":null,\"b\":null}");
    }

    @Test
    void textThatWouldEndTheString_isEscaped() {
        assertThat(new Json().put("q\"", "a\\b\n\u0001").toString()).isEqualTo("{\"q\\\"\":\"a\\\\b\\u000a\\u0001\"}");
    }

    @Test
    void fieldThatIsThere_isRefused() {
        Json json = new Json().put("a", 1L);
        assertThatThrownBy(() -> json.put("a", 2L)).hasMessageContaining("a field a already");
    }
}
