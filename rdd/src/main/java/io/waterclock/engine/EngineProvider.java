// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine;

import io.waterclock.WaterclockConf;

/** Makes engines for some master URLs; found by {@link java.util.ServiceLoader}. */
public interface EngineProvider {

    /** The master URLs it takes, for an error message, such as {@code local[n]}. */
    String masters();

    boolean accepts(String master);

    /**
     * A running engine.
     *
     * @throws io.waterclock.WaterclockException with code BAD_CONFIGURATION when the URL or a setting can't be used
     */
    Engine create(String master, WaterclockConf conf);
}
