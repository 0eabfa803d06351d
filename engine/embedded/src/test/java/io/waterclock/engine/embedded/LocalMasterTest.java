// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalMasterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"local|1|1", "local[3]|3|1", "local[3,4]|3|4", "local[ 2 , 5 ]|2|5"})
    void aGoodUrl_isRead(String url, int threads, int attempts) {
        assertThat(LocalMaster.accepts(url)).isTrue();
        assertThat(LocalMaster.parse(url)).isEqualTo(new LocalMaster(threads, attempts));
    }

    @Test
    void aStar_isAllProcessors() {
        assertThat(LocalMaster.parse("local[*]").threads())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(LocalMaster.parse("local[*,2]").attempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local[0]",
                "local[-1]",
                "local[two]",
                "local[2",
                "local[2,0]",
                "local[]",
                "local[2]x",
                "local[9999]"
            })
    void aBadUrl_isRefusedWithTheForms(String url) {
        assertThat(LocalMaster.accepts(url)).isTrue();
        assertThatThrownBy(() -> LocalMaster.parse(url))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CONFIGURATION))
                .hasMessageContaining("\"" + url + "\"")
                .hasMessageContaining("local[n,f]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local-cluster[2,1,1024]", "spark://h:7077", "yarn", "locally"})
    void anotherEnginesUrl_isLeftAlone(String url) {
        assertThat(LocalMaster.accepts(url)).isFalse();
    }
}
