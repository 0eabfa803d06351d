// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import io.waterclock.WaterclockConf;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import java.util.ArrayDeque;

/** Ends its JVM in the first batch, on the thread that runs batches. */
final class ExitProgram {
    static final int GRACE_SECONDS = 240;

    private ExitProgram() {}

    public static void main(String[] args) throws Exception {
        WaterclockConf conf = new WaterclockConf(false)
                .setMaster("local[1]")
                .setAppName("exit")
                .set("waterclock.streaming.gracefulStopTimeout", GRACE_SECONDS + "s");
        try (StreamingContext ssc = new StreamingContext(conf, Durations.milliseconds(20))) {
            ssc.<Integer>queueStream(new ArrayDeque<>()).foreachRDD(rdd -> System.exit(7));
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
