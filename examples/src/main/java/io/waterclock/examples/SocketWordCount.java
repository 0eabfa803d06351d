// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockException;
import io.waterclock.streaming.StreamingContext;
import java.io.IOException;
import java.util.Arrays;

/**
 * Counts the words that arrive on a TCP socket, and prints a batch each second. Without a host it serves itself: the
 * project's own documents, line by line, over a real loopback socket. Ctrl-C processes what has arrived, and ends.
 */
public final class SocketWordCount {

    private SocketWordCount() {}

    public static void main(String[] args) throws InterruptedException {
        SocketWordCountOptions options;
        try {
            options = SocketWordCountOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println();
            System.err.println(SocketWordCountOptions.USAGE);
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.println(SocketWordCountOptions.USAGE);
            return;
        }
        try {
            runWithFeed(options);
        } catch (IOException | WaterclockException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void runWithFeed(SocketWordCountOptions options) throws IOException, InterruptedException {
        String host = options.host();
        if (host != null) {
            run(host, options.port(), options, "");
            return;
        }
        try (DocumentFeed feed = DocumentFeed.start(options.port())) {
            run("localhost", feed.port(), options, "; the feed is this project's own documents");
        }
    }

    private static void run(String host, int port, SocketWordCountOptions options, String about)
            throws InterruptedException {
        WaterclockConf conf = new WaterclockConf()
                .setMaster(options.master())
                .setAppName("Socket word count")
                .set("waterclock.streaming.stopGracefullyOnShutdown", "true");
        try (StreamingContext ssc = new StreamingContext(conf, options.interval())) {
            ssc.socketTextStream(host, port)
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .filter(word -> !word.isEmpty())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .print();
            System.out.println("Counting the words of " + host + ":" + port + ", a batch each "
                    + options.interval().toMillis() + " ms, on " + options.master() + about + ". Ctrl-C ends.");
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
