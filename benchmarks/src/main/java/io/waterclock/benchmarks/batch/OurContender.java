// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.benchmarks.harness.Contender;

/** Waterclock on its embedded engine, one context a contender. */
abstract class OurContender implements Contender {
    final int threads;
    final WaterclockContext context;

    OurContender(int threads) {
        this.threads = threads;
        this.context = new WaterclockContext(
                new WaterclockConf().setMaster("local[" + threads + "]").setAppName("benchmark"));
    }

    @Override
    public final String name() {
        return Names.ours(threads);
    }

    @Override
    public final void pollute() {
        OurPollution.run(context);
    }

    @Override
    public final void close() {
        context.close();
    }
}
