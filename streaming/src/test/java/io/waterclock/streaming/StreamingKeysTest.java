// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ConfigKey;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StreamingKeysTest {

    /** A default that changes is a change for every user: it is meant, and the change log says so. */
    @Test
    void defaults_arePinned() {
        Map<String, String> defaults = new TreeMap<>();
        for (ConfigKey<?> key : new StreamingKeys().keys()) {
            defaults.put(key.name(), String.valueOf(key.defaultText()));
            assertThat(key.reason()).as(key.name()).isNotBlank();
            if (key.defaultText() != null) {
                key.parse(key.defaultText());
            }
        }
        assertThat(defaults)
                .isEqualTo(Map.of(
                        "waterclock.streaming.maxPendingBatches", "8",
                        "waterclock.streaming.whenBehind", "queue",
                        "waterclock.streaming.outputRetries", "0",
                        "waterclock.streaming.concurrentJobs", "1",
                        "waterclock.streaming.gracefulStopTimeout", "null",
                        "waterclock.streaming.stopGracefullyOnShutdown", "true",
                        "waterclock.streaming.stopWaterclockContextByDefault", "true",
                        "waterclock.streaming.unpersist", "true",
                        "waterclock.streaming.checkCombineFunctions", "false"));
    }
}
