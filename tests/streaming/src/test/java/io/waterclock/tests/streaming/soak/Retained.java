// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import io.waterclock.WaterclockContext;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process holds at several moments: the objects that full collections leave, class by class, and what isn't in the heap. Each number
 * has its place from the beginning, so that the numbers don't see themselves grow.
 *
 * <p>Something grows when the least of its last two numbers is greater than the most of its first two by more than is allowed: one moment that
 * is out of line makes no difference, and what gains a little each batch can't hide. Objects are counted by class because that is
 * exact where bytes are not: one small object a batch is seen after some hundred batches, in a heap of any size.
 */
final class Retained {
    private static final String HEAP = "bytes in the heap";
    private static final String OBJECTS_OF = "objects of ";
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** A collection may find what only the next one can take: what references of the program were cleared for. */
    private static final int COLLECTIONS = 3;

    /** One object of a class in so many batches is a leak. */
    private static final int BATCHES_AN_OBJECT = 8;

    /** Objects of a class that come and go with what the JVM does meanwhile. */
    private static final int OBJECTS = 50;

    /** A word a batch is a leak. */
    private static final int BYTES_A_BATCH = 4;

    private static final int BYTES = 32 << 10;

    private final WaterclockContext wc;
    private final Path dir;
    private final int moments;
    private final Map<String, long[]> numbers = new TreeMap<>();

    /** @param dir where files of this process are */
    Retained(WaterclockContext wc, Path dir, int moments) throws IOException {
        this.wc = wc;
        this.dir = dir;
        this.moments = moments;
        look(0);
        look(0);
    }

    /** Notes the numbers of now. */
    void look(int moment) throws IOException {
        numbers.values().forEach(all -> all[moment] = Long.MAX_VALUE);
        for (int i = 0; i < COLLECTIONS; i++) {
            numbers.values().forEach(all -> all[moments] = 0);
            countObjects();
            count("threads", ManagementFactory.getThreadMXBean().getThreadCount());
            count("loaded classes", ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                count("buffers, " + pool.getName(), pool.getCount());
            }
            count("RDDs marked for keeping", wc.getPersistentRDDs().size());
            count(
                    "bytes kept by the engine",
                    wc.statusTracker().getExecutorInfos()[0].cacheSize());
            count("files", entries(Files.walk(dir)));
            count("open files", Files.isDirectory(DESCRIPTORS) ? entries(Files.list(DESCRIPTORS)) : 0);
            boolean isFirst = i == 0;
            numbers.values().forEach(all -> all[moment] = isFirst ? all[moments] : Math.min(all[moment], all[moments]));
        }
    }

    private static long entries(Stream<Path> all) {
        try (all) {
            return all.count();
        }
    }

    private void count(String what, long number) {
        numbers.computeIfAbsent(what, name -> new long[moments + 1])[moments] += number;
    }

    /** By the histogram of the JVM, which collects before it counts. */
    private void countObjects() {
        String text;
        try {
            text = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new AssertionError("This JVM doesn't tell what is in its heap; run the soak on HotSpot", e);
        }
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                count(HEAP, Long.parseLong(matcher.group(2)));
                // what is generated has another name each time
                count(
                        OBJECTS_OF + matcher.group(3).replaceFirst("/.*|(\\$\\$Lambda).*", "$1"),
                        Long.parseLong(matcher.group(1)));
            }
        });
    }

    /** What has grown too much for so many batches from the second moment to the last but one; for people. */
    List<String> growth(int batches) {
        List<String> grown = new ArrayList<>();
        numbers.forEach((what, all) -> {
            long growth = Math.min(all[moments - 2], all[moments - 1]) - Math.max(all[0], all[1]);
            if (growth > allowed(what, batches)) {
                grown.add(what + ": " + Arrays.toString(Arrays.copyOf(all, moments)));
            }
        });
        return grown;
    }

    private static long allowed(String what, int batches) {
        if (what.startsWith(OBJECTS_OF)) {
            return OBJECTS + (long) (batches / BATCHES_AN_OBJECT);
        }
        return switch (what) {
            case HEAP -> BYTES + (long) BYTES_A_BATCH * batches;
            case "loaded classes" -> 30;
            case "threads", "open files" -> 2;
            // an estimate of states, which depends on the hash codes of their keys
            case "bytes kept by the engine" -> 4 << 10;
            default -> 0;
        };
    }

    long heap(int moment) {
        return numbers.get(HEAP)[moment];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        numbers.forEach((what, all) -> {
            if (!what.startsWith(OBJECTS_OF)) {
                text.append("\n  ").append(what).append(": ").append(Arrays.toString(Arrays.copyOf(all, moments)));
            }
        });
        return text.toString();
    }
}
