// SPDX-License-Identifier: Apache-2.0
package io.waterclock.util;

import java.nio.channels.ClosedByInterruptException;

/** Tells what a thread's interrupt has thrown from what a function throws by itself. */
public final class Interruption {
    private Interruption() {}

    /**
     * Whether a blocking call of the JDK has thrown it, which does so when the thread is interrupted, and has mostly cleared the thread's flag
     * with it. An {@link InterruptedException} that a program makes by itself says nothing of the thread.
     */
    public static boolean isOfBlockingCall(Throwable t) {
        if (!(t instanceof InterruptedException || t instanceof ClosedByInterruptException)) {
            return false;
        }
        StackTraceElement[] trace = t.getStackTrace();
        String module = trace.length == 0 ? null : trace[0].getModuleName();
        return trace.length == 0 || module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }
}
