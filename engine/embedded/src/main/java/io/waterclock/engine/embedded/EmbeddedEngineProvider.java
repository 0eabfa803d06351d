// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import io.waterclock.WaterclockConf;
import io.waterclock.engine.Engine;
import io.waterclock.engine.EngineProvider;

/** Makes embedded engines for the {@code local} masters. */
public final class EmbeddedEngineProvider implements EngineProvider {
    @Override
    public String masters() {
        return LocalMaster.FORMS;
    }

    @Override
    public boolean accepts(String master) {
        return LocalMaster.accepts(master);
    }

    @Override
    public Engine create(String master, WaterclockConf conf) {
        return new EmbeddedEngine(LocalMaster.parse(master), conf);
    }
}
