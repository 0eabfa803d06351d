// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import io.waterclock.codec.Codecs;
import io.waterclock.source.LocalListSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** {@link Lineage}: what engines attach to a node; {@link TaskContext} and {@link TaskListeners}: an attempt that has parts. */
class LineageProof {
    private static final Operator OPERATOR = Operator.here("proof");
    private static final Codecs CODECS = new Codecs();

    private static Lineage node() {
        return new Lineage.Source(OPERATOR, LocalListSource.of("proof", List.of(1), 1));
    }

    /** Two jobs of one engine attach: both get the same. Were it set without comparing, each would have its own. */
    @Test
    void attachment_isTheSameForAll() {
        play(() -> {
            Lineage node = node();
            Object owner = new Object();
            Object[] got = new Object[2];
            run(
                    () -> got[0] = node.attach(owner, Object.class, Object::new),
                    () -> got[1] = node.attach(owner, Object.class, Object::new));
            expect(got[0] == got[1], "two of one owner");
            expect(node.attached(owner, Object.class) == got[0], "another one is there");
        });
    }

    /** Two engines attach: neither loses what it has. */
    @Test
    void attachmentsOfTwo_areBothThere() {
        play(() -> {
            Lineage node = node();
            Object one = new Object();
            Object other = new Object();
            run(() -> node.attach(one, String.class, () -> "1"), () -> node.attach(other, String.class, () -> "2"));
            expect("1".equals(node.attached(one, String.class)), "the first is lost");
            expect("2".equals(node.attached(other, String.class)), "the second is lost");
        });
    }

    /** Were the hash set without comparing, a node could be put in a map under one and looked for under another. */
    @Test
    void hash_isTheSameForAll() {
        play(() -> {
            Lineage node = node();
            int[] seen = new int[2];
            run(() -> seen[0] = node.hashCode(), () -> seen[1] = node.hashCode());
            expect(seen[0] == seen[1], "two hash codes");
        });
    }

    private static TaskContext attempt(AtomicLong ids) {
        return new TaskContext(
                new Job<>(
                        0,
                        node(),
                        List.of(0),
                        new Action.Count(),
                        OPERATOR,
                        Marks.NONE,
                        new Cancellation(),
                        Map.of(),
                        CODECS),
                0,
                0,
                1,
                0,
                ids);
    }

    /** Parts of an attempt add listeners at once: each is told once. Without the monitors one is lost. */
    @Test
    void listenersOfParts_areAllTold() {
        play(() -> {
            TaskContext whole = attempt(new AtomicLong());
            AtomicInteger told = new AtomicInteger();
            TaskContext one = whole.part();
            TaskContext other = whole.part();
            run(
                    () -> one.addTaskCompletionListener(task -> told.incrementAndGet()),
                    () -> other.addTaskCompletionListener(task -> told.incrementAndGet()));
            whole.ended(null);
            expect(told.get() == 2, "told " + told + " of 2");
        });
    }

    /** Parts of an attempt ask for its number: it has one. Without the monitor each part draws its own. */
    @Test
    void numberOfAnAttempt_isTheSameForItsParts() {
        play(() -> {
            AtomicLong ids = new AtomicLong();
            TaskContext whole = attempt(ids);
            long[] seen = new long[2];
            TaskContext one = whole.part();
            TaskContext other = whole.part();
            run(() -> seen[0] = one.taskAttemptId(), () -> seen[1] = other.taskAttemptId());
            expect(seen[0] == seen[1] && ids.get() == 1, "numbers " + seen[0] + " and " + seen[1]);
        });
    }

    /** The job is cancelled while a listener for that is added: it is told once. */
    @Test
    void listenerToInterrupts_isToldOnce() {
        play(() -> {
            TaskContext whole = attempt(new AtomicLong());
            AtomicInteger told = new AtomicInteger();
            run(
                    () -> whole.addTaskInterruptListener((task, reason) -> told.incrementAndGet()),
                    () -> whole.cancellation().cancel("why"));
            expect(told.get() == 1, "told " + told + " times");
        });
    }
}
