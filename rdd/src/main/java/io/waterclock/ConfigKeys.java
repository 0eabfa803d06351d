// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.util.List;

/** The settings that a module knows; found by {@link java.util.ServiceLoader}, so that an unknown key can be refused. */
public interface ConfigKeys {
    List<ConfigKey<?>> keys();
}
