// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.util.List;

/** The settings of the batch half. */
public final class CoreKeys implements ConfigKeys {
    public static final ConfigKey<String> MASTER = ConfigKey.ofString(
            "waterclock.master", null, "the master URL: which engine runs the program, and how wide");
    public static final ConfigKey<String> APP_NAME =
            ConfigKey.ofString("waterclock.app.name", null, "the program's name, for people");
    public static final ConfigKey<Integer> DEFAULT_PARALLELISM = ConfigKey.ofInt(
            "waterclock.default.parallelism",
            null,
            1,
            1_000_000,
            "partitions of parallelize and of by-key operations when the program names no number");
    public static final ConfigKey<Boolean> STRICT_FUNCTIONS = ConfigKey.ofBoolean(
            "waterclock.functions.strict",
            false,
            "whether a function that captures what can't be serialized is refused when the job starts");

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(MASTER, APP_NAME, DEFAULT_PARALLELISM, STRICT_FUNCTIONS);
    }
}
