// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ThreadRoomsTest {
    private final ThreadRooms rooms = new ThreadRooms("test");

    /** Takes what was put, one a turn. */
    private static final class Counter extends Loop {
        private final AtomicLong todo = new AtomicLong();
        private final AtomicLong done = new AtomicLong();

        Counter() {
            super("counter");
        }

        @Override
        protected boolean doWork() {
            if (todo.get() == 0) {
                return false;
            }
            todo.decrementAndGet();
            done.incrementAndGet();
            return true;
        }
    }

    @Test
    void wake_isNeverLost() throws InterruptedException {
        Counter counter = new Counter();
        rooms.open(counter, e -> {});
        for (int i = 1; i <= 20_000; i++) {
            counter.todo.incrementAndGet();
            counter.wake();
            if (i % 10 == 0) {
                while (counter.done.get() < i) {
                    Thread.onSpinWait();
                }
            }
        }
        counter.end();
        assertThat(rooms.awaitEnd(counter, 60_000)).isTrue();
        assertThat(counter.done).hasValue(20_000);
    }

    @Test
    void loopThatThrows_endsAndIsReported() throws InterruptedException {
        AtomicReference<Throwable> crash = new AtomicReference<>();
        CountDownLatch reported = new CountDownLatch(1);
        Loop bad = new Loop("bad") {
            @Override
            protected boolean doWork() {
                throw new IllegalStateException("broken");
            }
        };
        rooms.open(bad, e -> {
            crash.set(e);
            reported.countDown();
        });
        reported.await();
        assertThat(rooms.awaitEnd(bad, 60_000)).isTrue();
        assertThat(bad.hasEnded()).isTrue();
        assertThat(crash.get()).hasMessage("broken");
    }

    @Test
    void interruptLeftBehind_doesNotReachTheNextTurn() throws InterruptedException {
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        Loop loop = new Loop("untidy") {
            @Override
            protected boolean doWork() {
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.incrementAndGet();
                }
                Thread.currentThread().interrupt();
                if (turns.incrementAndGet() == 5) {
                    end();
                }
                return true;
            }
        };
        rooms.open(loop, e -> {});
        assertThat(rooms.awaitEnd(loop, 60_000)).isTrue();
        assertThat(turns).hasValue(5);
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void threads_areDaemonsNamedAfterTheirRoom() throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        Loop loop = new Loop("kitchen") {
            @Override
            protected boolean doWork() {
                thread.set(Thread.currentThread());
                assertThat(isTurnedByCaller()).isTrue();
                end();
                return true;
            }
        };
        rooms.open(loop, e -> {});
        assertThat(rooms.awaitEnd(loop, 60_000)).isTrue();
        assertThat(thread.get().getName()).isEqualTo("waterclock-test-kitchen");
        assertThat(thread.get().isDaemon()).isTrue();
        assertThat(loop.isTurnedByCaller()).isFalse();
        assertThat(loop.turn()).isFalse();
    }
}
