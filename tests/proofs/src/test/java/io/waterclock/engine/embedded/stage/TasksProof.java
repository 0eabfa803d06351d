// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** {@link TaskSet} and {@link Workers}: each task runs once, the caller goes on when all have ended, and no offer is lost. */
class TasksProof {

    /** When the claim is a read and a write, a task runs twice. */
    @Test
    void eachTask_runsOnce_andTheCallerWaitsForAll() {
        play(() -> {
            AtomicIntegerArray runs = new AtomicIntegerArray(3);
            TaskSet[] set = new TaskSet[1];
            set[0] = new TaskSet(3, 2, runs::incrementAndGet);
            run(() -> set[0].help(), () -> set[0].help());
            for (int i = 0; i < 3; i++) {
                expect(runs.get(i) == 1, "task " + i + " has run " + runs.get(i) + " times");
            }
            expect(set[0].finished() == 3, set[0].finished() + " have ended");
        });
    }

    /** Many tasks are claimed in blocks, the last ones in blocks of others. */
    @Test
    void eachTaskOfABlock_runsOnce() {
        play(() -> {
            int size = 32;
            AtomicIntegerArray runs = new AtomicIntegerArray(size);
            TaskSet set = new TaskSet(size, 1, runs::incrementAndGet);
            run(() -> set.help(), () -> set.help());
            for (int i = 0; i < size; i++) {
                expect(runs.get(i) == 1, "task " + i + " has run " + runs.get(i) + " times");
            }
            expect(set.finished() == size, set.finished() + " have ended");
        });
    }

    @Test
    void caller_goesOn_whenAllHaveEnded() {
        play(() -> {
            AtomicInteger ended = new AtomicInteger();
            TaskSet set = new TaskSet(2, 2, index -> ended.incrementAndGet());
            Thread helper = new Thread(set::help);
            helper.start();
            set.help();
            set.await(Thread::interrupted);
            expect(ended.get() == 2, "goes on after " + ended.get());
            helper.join();
        });
    }

    /** Offers come and go at once. Without the monitor one is lost, or stays. */
    @Test
    void offers_areWithdrawn() {
        play(() -> {
            Workers workers = new Workers(0);
            run(() -> offerAndWithdraw(workers), () -> offerAndWithdraw(workers));
            expect(workers.offers() == 0, workers.offers() + " offers are left");
        });
    }

    private static void offerAndWithdraw(Workers workers) {
        TaskSet set = new TaskSet(1, 2, index -> {});
        workers.offer(set, 0);
        expect(workers.offers() > 0, "an offer is lost");
        workers.withdraw(set);
    }
}
