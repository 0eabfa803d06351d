// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.WaterclockConf;

/** How our engine is started. */
enum OurSetup {
    LOCAL_1(1, true, Names.OURS_1),
    LOCAL_2(2, true, Names.OURS_2),
    LOCAL_2_SHARED(2, false, Names.OURS_2_SHARED);

    final int threads;
    final boolean specialised;
    final String contender;

    OurSetup(int threads, boolean specialised, String contender) {
        this.threads = threads;
        this.specialised = specialised;
        this.contender = contender;
    }

    /** Whatever settings this JVM has been given are not the benchmark's. */
    WaterclockConf conf() {
        return new WaterclockConf(false)
                .setMaster("local[" + threads + "]")
                .setAppName("benchmark")
                .set("waterclock.embedded.specialize", Boolean.toString(specialised));
    }
}
