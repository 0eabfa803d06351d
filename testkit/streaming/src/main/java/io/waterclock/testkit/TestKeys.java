// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import io.waterclock.ConfigKey;
import io.waterclock.ConfigKeys;
import java.util.List;

/** The settings of the test kit, so that a context made beside a kit doesn't take them for mistakes. */
public final class TestKeys implements ConfigKeys {
    static final ConfigKey<Long> SEED = new ConfigKey<>(
            "waterclock.test.seed",
            null,
            "a whole number",
            "a system property for the test kit: the seed of what it leaves to chance; when not set, another one in each process",
            text -> Long.valueOf(text.trim()),
            seed -> true);

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(SEED);
    }
}
