// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.WaterclockContext;
import io.waterclock.benchmarks.harness.Contender;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Waterclock on its embedded engine, one context a contender. */
abstract class OurContender implements Contender {
    final int threads;
    private final OurSetup setup;
    private @Nullable WaterclockContext context;

    OurContender(OurSetup setup) {
        this.setup = setup;
        this.threads = setup.threads;
    }

    final WaterclockContext context() {
        return Objects.requireNonNull(context, "setUp");
    }

    @Override
    public final void setUp() {
        context = new WaterclockContext(setup.conf());
        begin();
    }

    /** Makes the RDDs. */
    abstract void begin();

    @Override
    public final String name() {
        return setup.contender;
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
