// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import com.sun.management.ThreadMXBean;
import io.waterclock.engine.SuppressForbidden;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What this JVM's threads have allocated since a moment. A thread that has ended by the time of asking isn't counted. The
 * interface is the JDK's own, exported by its module jdk.management.
 */
@SuppressForbidden("the standard bean doesn't know what threads allocate")
final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<Long, Long> before = new HashMap<>();

    private Allocations() {}

    static Allocations fromNowOn() {
        Allocations since = new Allocations();
        long[] threads = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(threads);
        for (int i = 0; i < threads.length; i++) {
            since.before.put(threads[i], bytes[i]);
        }
        return since;
    }

    long bytes() {
        long[] threads = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(threads);
        long sum = 0;
        for (int i = 0; i < threads.length; i++) {
            // −1 is a thread that has just ended.
            sum += Math.max(0, bytes[i] - before.getOrDefault(threads[i], 0L));
        }
        return sum;
    }
}
