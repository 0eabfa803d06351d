// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples.tested;

import io.waterclock.WaterclockConf;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.dstream.DStream;

/** Where the lines come from, and where the counts go: a server on port 9999, and the screen. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        WaterclockConf conf = new WaterclockConf().setMaster("local[2]").setAppName("word counts");
        try (StreamingContext ssc = new StreamingContext(conf, Durations.seconds(5))) {
            DStream<String> lines = ssc.socketTextStream("localhost", 9999);
            WordCounts.recent(lines).print();
            WordCounts.ever(lines).print();
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
