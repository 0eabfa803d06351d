// SPDX-License-Identifier: Apache-2.0
package io.waterclock.proofs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * Scenes that the model checker plays in many interleavings. It reports a scene that fails or hangs in one of them, and shows
 * which thread did what when.
 */
public final class Together {
    /** Interleavings of a scene. */
    public static final int TIMES = Integer.getInteger("proofs.times", 100);

    private Together() {}

    /** What a thread does. */
    public interface Body {
        void run() throws Exception;
    }

    /** Plays the scene, which makes its objects anew each time. */
    public static void play(Body scene) {
        play(TIMES, scene);
    }

    /** The same for a scene that takes as long as several others: in a quarter of the interleavings. */
    public static void playLong(Body scene) {
        play(Math.max(2, TIMES / 4), scene);
    }

    private static void play(int times, Body scene) {
        AtomicInteger played = new AtomicInteger();
        try {
            Lincheck.runConcurrentTest(times, () -> {
                played.incrementAndGet();
                try {
                    scene.run();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        } catch (LincheckAssertionError e) {
            throw new AssertionError(e.getMessage(), e);
        }
        if (played.get() < 2) {
            throw new AssertionError("the scene has no two interleavings");
        }
    }

    /** Runs each body on a thread of its own, waits for all, and throws what the first of them threw. */
    public static void run(Body... bodies) throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (Body body : bodies) {
            threads.add(new Thread(() -> {
                try {
                    body.run();
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable failure = failures.poll();
        if (failure != null) {
            throw new AssertionError(failure.toString(), failure);
        }
    }

    /** Fails with the text unless it holds. */
    public static void expect(boolean holds, String text) {
        if (!holds) {
            throw new AssertionError(text);
        }
    }
}
