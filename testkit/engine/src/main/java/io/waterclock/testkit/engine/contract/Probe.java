// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How a function tells the test what it did, and waits for it. Only a name is captured, so an engine may copy or
 * serialize the function as it likes; what is counted lives in a static table.
 */
record Probe(String name) implements java.io.Serializable {
    static final long PATIENCE_SECONDS = 60;

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Map<String, List<Object>> SEEN = new ConcurrentHashMap<>();
    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();

    static Probe create() {
        return new Probe("probe-" + NAMES.getAndIncrement());
    }

    /** Notes a value, and returns it. */
    <T> T saw(T value) {
        SEEN.computeIfAbsent(name, n -> Collections.synchronizedList(new ArrayList<>()))
                .add(value);
        return value;
    }

    /** Notes that something happened, and returns how often it has by now. */
    int hit() {
        List<Object> seen = SEEN.computeIfAbsent(name, n -> Collections.synchronizedList(new ArrayList<>()));
        synchronized (seen) {
            seen.add("hit");
            return seen.size();
        }
    }

    int hits() {
        return seen().size();
    }

    List<Object> seen() {
        List<Object> seen = SEEN.getOrDefault(name, List.of());
        synchronized (seen) {
            return new ArrayList<>(seen);
        }
    }

    void forget() {
        SEEN.remove(name);
    }

    void open(String gate) {
        gate(gate).countDown();
    }

    /** Waits for {@link #open}, in an interruptible call; fails when that takes too long. */
    void await(String gate) throws InterruptedException {
        if (!gate(gate).await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody opened the gate \"" + gate + "\"");
        }
    }

    private CountDownLatch gate(String gate) {
        return GATES.computeIfAbsent(name + "/" + gate, n -> new CountDownLatch(1));
    }
}
