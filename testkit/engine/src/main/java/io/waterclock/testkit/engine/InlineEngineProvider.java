// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockException;
import io.waterclock.engine.Engine;
import io.waterclock.engine.EngineProvider;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes {@link InlineEngine}s for {@code inline}, and {@code inline[n]} with n partitions by default. */
public final class InlineEngineProvider implements EngineProvider {
    private static final Pattern MASTER = Pattern.compile("inline(?:\\[(\\d{1,6})])?");

    @Override
    public String masters() {
        return "inline, inline[n]";
    }

    @Override
    public boolean accepts(String master) {
        return MASTER.matcher(master).matches();
    }

    @Override
    public Engine create(String master, WaterclockConf conf) {
        Matcher matcher = MASTER.matcher(master);
        String n = matcher.matches() ? matcher.group(1) : "0";
        int partitions = n == null ? 1 : Integer.parseInt(n);
        if (partitions < 1) {
            throw new WaterclockException(
                    ErrorCode.BAD_CONFIGURATION,
                    "The master URL is \"" + master + "\", but n of inline[n] must be at least 1");
        }
        return new InlineEngine(partitions);
    }
}
