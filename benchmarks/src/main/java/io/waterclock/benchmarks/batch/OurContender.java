// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.benchmarks.harness.Contender;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Waterclock on its embedded engine, one context a contender. */
abstract class OurContender implements Contender {
    final int threads;
    private @Nullable WaterclockContext context;

    OurContender(int threads) {
        this.threads = threads;
    }

    final WaterclockContext context() {
        return Objects.requireNonNull(context, "setUp");
    }

    @Override
    public final void setUp() {
        // Whatever settings this JVM has been given are not the benchmark's.
        WaterclockConf conf = new WaterclockConf(false);
        context = new WaterclockContext(conf.setMaster("local[" + threads + "]").setAppName("benchmark"));
        begin();
    }

    /** Makes the RDDs. */
    abstract void begin();

    @Override
    public final String name() {
        return Names.ours(threads);
    }

    @Override
    public final void pollute() {
        OurPollution.run(context());
    }

    @Override
    public final void close() {
        if (context != null) {
            context.close();
        }
    }
}
