// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;

/** What Spark asks of a JVM, and the settings that all our programs for it have. */
final class SparkJvm {
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "jdk.internal.ref",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");
    private static final int UNSAFE_IS_SAID_SINCE = 23;

    private SparkJvm() {}

    /** Those that Spark's own start scripts pass, less the vector module, which only its machine learning uses. */
    static List<String> options() {
        List<String> options = new ArrayList<>();
        options.add("-XX:+IgnoreUnrecognizedVMOptions");
        OPENED.forEach(name -> options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        options.add("-Djdk.reflect.useDirectMethodHandle=false");
        options.add("-Dio.netty.tryReflectionSetAccessible=true");
        options.add("--enable-native-access=ALL-UNNAMED");
        if (Runtime.version().feature() >= UNSAFE_IS_SAID_SINCE) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    /** Two threads, no page, nothing but loopback. */
    static SparkConf conf() {
        return new SparkConf()
                .setMaster("local[2]")
                .setAppName("benchmark")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
    }
}
