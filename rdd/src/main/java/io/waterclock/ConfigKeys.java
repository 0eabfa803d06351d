// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.util.List;

/** The settings that a module knows; found by {@link java.util.ServiceLoader}, so that an unknown key can be refused. */
public interface ConfigKeys {
    List<ConfigKey<?>> keys();

    /** Settings of Spark's in the field of this module that it doesn't have. */
    default List<SparkKey> sparkKeys() {
        return List.of();
    }
}
