// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import io.waterclock.WaterclockConf;
import io.waterclock.streaming.Durations;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.receiver.Receiver;
import java.util.stream.IntStream;

/** Receives a thousand records at once and says so; its batch is still two seconds away when the test ends its JVM. */
final class ShutdownProgram {
    private ShutdownProgram() {}

    public static void main(String[] args) throws Exception {
        WaterclockConf conf = new WaterclockConf(false).setMaster("local[1]").setAppName("shutdown");
        try (StreamingContext ssc = new StreamingContext(conf, Durations.seconds(2))) {
            ssc.receiverStream(new Thousand()).foreachRDD(rdd -> {
                long count = rdd.count();
                if (count > 0) {
                    System.out.println("processed " + count);
                }
            });
            ssc.start();
            ssc.awaitTermination();
        }
    }

    private static final class Thousand extends Receiver<Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public void onStart() {
            store(IntStream.range(0, 1_000).boxed().toList());
            System.out.println("stored");
        }

        @Override
        public void onStop() {}
    }
}
