// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions read by some threads while others make their successors. */
@Timeout(180)
class VersionedMapThreadsTest {
    private static final int ACCOUNTS = 3_000;
    private static final int VERSIONS = 400;
    private static final int TRANSFERS = 100;

    private final long seed = Long.getLong("test.seed", 17L);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Handed over through a data race: a version must be whole for whoever sees it. */
    private VersionedMap<Integer, Integer> newest = accounts();

    private static VersionedMap<Integer, Integer> accounts() {
        VersionedMap.Builder<Integer, Integer> builder =
                VersionedMap.<Integer, Integer>empty().edit();
        for (int i = 0; i < ACCOUNTS; i++) {
            builder.put(i, 1000);
        }
        return builder.build();
    }

    /** Money goes from one account to another; those without any are closed, and opened again by the next transfer. */
    private static VersionedMap<Integer, Integer> transferred(VersionedMap<Integer, Integer> from, Random random) {
        VersionedMap.Builder<Integer, Integer> builder = from.edit();
        for (int i = 0; i < TRANSFERS; i++) {
            Integer taken = builder.remove(random.nextInt(ACCOUNTS));
            if (taken != null) {
                builder.merge(random.nextInt(ACCOUNTS), taken, Integer::sum);
            }
        }
        return builder.build();
    }

    private static void assertWhole(VersionedMap<Integer, Integer> map) {
        long[] seen = new long[2];
        map.forEach((account, money) -> {
            seen[0]++;
            seen[1] += money;
            if (!money.equals(map.get(account))) {
                throw new AssertionError("Account " + account + " isn't found");
            }
        });
        assertThat(seen).containsExactly(map.size(), 1000L * ACCOUNTS);
    }

    @Test
    void versions_areWholeForEveryThread_whileSuccessorsAreMade() throws Exception {
        VersionedMap<Integer, Integer> first = newest;
        AtomicInteger writers = new AtomicInteger(1);
        List<Thread> threads = new ArrayList<>();
        threads.add(thread(() -> {
            Random random = new Random(seed);
            for (int i = 0; i < VERSIONS; i++) {
                newest = transferred(newest, random);
            }
            writers.decrementAndGet();
        }));
        for (int i = 0; i < 2; i++) {
            threads.add(thread(() -> {
                do {
                    assertWhole(newest);
                    assertWhole(first);
                } while (writers.get() > 0 && failure.get() == null);
            }));
        }
        runAll(threads);
        assertThat(first.size()).isEqualTo(ACCOUNTS);
    }

    @Test
    void oneVersion_isEditedByMany() throws Exception {
        VersionedMap<Integer, Integer> from = newest;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(seed + i);
            threads.add(thread(() -> {
                for (int j = 0; j < VERSIONS / 4; j++) {
                    assertWhole(transferred(from, random));
                }
            }));
        }
        runAll(threads);
        assertWhole(from);
        from.forEach((account, money) -> assertThat(money).isEqualTo(1000));
    }

    private Thread thread(Runnable body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
            }
        });
        thread.setDaemon(true);
        return thread;
    }

    private void runAll(List<Thread> threads) throws InterruptedException {
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new AssertionError("seed " + seed, failure.get());
        }
    }
}
