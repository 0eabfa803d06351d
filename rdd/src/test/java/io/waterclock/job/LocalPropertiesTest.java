// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LocalPropertiesTest {
    private final LocalProperties properties = new LocalProperties();

    @Test
    void aThreadBeginsWithWhatItsMakerHad_andGoesItsOwnWay() throws InterruptedException {
        properties.set("color", "blue");
        AtomicReference<String> seen = new AtomicReference<>();
        Thread made = new Thread(() -> {
            seen.set(properties.get("color"));
            properties.set("color", "red");
        });
        properties.set("color", "green");
        made.start();
        made.join();
        assertThat(seen).hasValue("blue");
        assertThat(properties.get("color")).isEqualTo("green");
        properties.set("color", null);
        assertThat(properties.all()).isEmpty();
    }

    @Test
    void mapOfAJob_staysAsItWas() {
        properties.set("a", "1");
        Map<String, String> ofJob = properties.all();
        properties.set("a", "2");
        assertThat(ofJob).isEqualTo(Map.of("a", "1"));
        properties.setAll(Map.of("b", "3"));
        assertThat(properties.all()).isEqualTo(Map.of("b", "3"));
    }

    @Test
    void tags_areASet_andCheckedAtTheCall() {
        properties.addTag("one");
        properties.addTag("two");
        properties.addTag("one");
        assertThat(properties.tags()).containsExactly("one", "two");
        properties.removeTag("one");
        properties.removeTag("three");
        assertThat(properties.tags()).containsExactly("two");
        properties.removeTag("two");
        assertThat(properties.tags()).isEmpty();
        assertThat(properties.all()).isEmpty();
        assertThatThrownBy(() -> properties.addTag("a,b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("addJobTag: a job tag is a text that isn't empty and has no comma, not \"a,b\"");
        assertThatThrownBy(() -> properties.removeTag(""))
                .hasMessage("removeJobTag: a job tag is a text that isn't empty and has no comma, not \"\"");
    }
}
