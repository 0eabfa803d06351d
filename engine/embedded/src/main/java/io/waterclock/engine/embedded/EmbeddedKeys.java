// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import io.waterclock.ConfigKey;
import io.waterclock.ConfigKeys;
import java.util.List;

/** The settings of the embedded engine. */
public final class EmbeddedKeys implements ConfigKeys {
    static final ConfigKey<Boolean> SPECIALIZE = ConfigKey.ofBoolean(
            "waterclock.embedded.specialize", true, "whether a stage that has proved hot gets loops of its own");
    static final ConfigKey<Long> HOT_RECORDS = ConfigKey.ofLong(
            "waterclock.embedded.specialize.hotRecords",
            "20000",
            0,
            "how many records a stage must have seen before it gets loops of its own; fewer warm up sooner and cost"
                    + " classes for stages that run once");
    static final ConfigKey<Integer> MAX_STAGES = ConfigKey.ofInt(
            "waterclock.embedded.specialize.maxStages",
            "256",
            1,
            100_000,
            "how many stages are remembered, with about 10 KB of classes for each hot one; the least used go first");

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(SPECIALIZE, HOT_RECORDS, MAX_STAGES);
    }
}
