// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

/** What the start of a JVM costs anyone. */
public final class PrintLine {
    private PrintLine() {}

    public static void main(String[] arguments) {
        System.out.println(Startup.MARK);
    }
}
