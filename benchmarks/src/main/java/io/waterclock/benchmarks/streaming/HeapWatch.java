// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.waterclock.engine.SuppressForbidden;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The heap of this JVM at each collection: the most before one, and the most that one left. */
@SuppressForbidden("what each collection left is told only by com.sun.management, which every JDK we run on has")
final class HeapWatch {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT_PEAK = "VmHWM:";

    private final Set<String> heapPools = new HashSet<>();
    private final AtomicLong before = new AtomicLong();
    private final AtomicLong after = new AtomicLong();

    private HeapWatch() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                heapPools.add(pool.getName());
            }
        }
    }

    static HeapWatch begin() {
        HeapWatch watch = new HeapWatch();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, nothing) -> {
                                if (notification
                                        .getType()
                                        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                                    watch.saw(GarbageCollectionNotificationInfo.from(
                                            (CompositeData) notification.getUserData()));
                                }
                            },
                            null,
                            null);
        }
        return watch;
    }

    private void saw(GarbageCollectionNotificationInfo collection) {
        before.accumulateAndGet(used(collection.getGcInfo().getMemoryUsageBeforeGc()), Math::max);
        after.accumulateAndGet(used(collection.getGcInfo().getMemoryUsageAfterGc()), Math::max);
    }

    private long used(Map<String, MemoryUsage> pools) {
        long sum = 0;
        for (Map.Entry<String, MemoryUsage> pool : pools.entrySet()) {
            if (heapPools.contains(pool.getKey())) {
                sum += pool.getValue().getUsed();
            }
        }
        return sum;
    }

    /** The most before a collection, or what is used now. */
    long peakBytes() {
        long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return Math.max(before.get(), now);
    }

    /** The most that a collection left; 0 when there was none. */
    long peakAfterCollectionBytes() {
        return after.get();
    }

    /** The most resident memory that this process had, as the system tells it; 0 where it doesn't. */
    static long residentPeakBytes() {
        try {
            if (Files.isReadable(STATUS)) {
                for (String line : Files.readAllLines(STATUS, UTF_8)) {
                    if (line.startsWith(RESIDENT_PEAK)) {
                        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                    }
                }
            }
        } catch (IOException e) {
            System.err.println("The peak of the resident memory is not told: " + e);
        }
        return 0;
    }
}
