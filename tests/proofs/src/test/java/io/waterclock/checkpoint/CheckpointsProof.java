// SPDX-License-Identifier: Apache-2.0
package io.waterclock.checkpoint;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.playLong;
import static io.waterclock.proofs.Together.run;

import io.waterclock.rdd.Action;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.source.LocalListSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Checkpoints}: asked for and made by several threads at once. */
class CheckpointsProof {
    private static final Operator OPERATOR = Operator.here("proof");

    /** Keeps what it is asked to keep. */
    private static final class Keeping implements Checkpoints.Runner {
        private final AtomicInteger secured = new AtomicInteger();
        private final AtomicInteger letGo = new AtomicInteger();

        @Override
        public <R> List<R> run(Lineage lineage, List<Integer> partitions, Action<R> action, Operator operator) {
            return List.of();
        }

        @Override
        public List<Integer> secure(Lineage node) {
            secured.incrementAndGet();
            return List.of();
        }

        @Override
        public void letGo(Lineage node) {
            letGo.incrementAndGet();
        }
    }

    private static Lineage node() {
        return new Lineage.Source(OPERATOR, LocalListSource.of("proof", List.of(1), 1));
    }

    /** Two jobs that read it end at once: one of them makes it. Without the claim under the monitor both do. */
    @Test
    void checkpoint_isMadeOnce() {
        playLong(() -> {
            Keeping runner = new Keeping();
            Checkpoints checkpoints = new Checkpoints(runner);
            Lineage node = node();
            Lineage standIn = checkpoints.ask(node, 0, true, made -> {});
            run(() -> checkpoints.afterJob(standIn), () -> checkpoints.afterJob(standIn));
            expect(runner.secured.get() == 1 && runner.letGo.get() == 1, "made " + runner.secured + " times");
            expect(checkpoints.isMade(node), "it is not made");
        });
    }

    /** Two ask for the same node: one stand-in. Without the monitor one of them describes what is never made. */
    @Test
    void nodeThatTwoAskFor_hasOneStandIn() {
        playLong(() -> {
            Checkpoints checkpoints = new Checkpoints(new Keeping());
            Lineage node = node();
            Lineage[] got = new Lineage[2];
            run(
                    () -> got[0] = checkpoints.ask(node, 0, true, made -> {}),
                    () -> got[1] = checkpoints.ask(node, 0, true, made -> {}));
            expect(got[0] == got[1] && checkpoints.standsFor(node) == got[0], "two stand for it");
        });
    }

    /** One is asked for while a job ends that doesn't read it: the next job that does makes it. */
    @Test
    void checkpointThatIsAskedForMeanwhile_isNotForgotten() {
        playLong(() -> {
            Checkpoints checkpoints = new Checkpoints(new Keeping());
            Lineage before = checkpoints.ask(node(), 0, true, made -> {});
            Lineage node = node();
            Lineage[] got = new Lineage[1];
            run(() -> got[0] = checkpoints.ask(node, 1, true, made -> {}), () -> checkpoints.afterJob(before));
            checkpoints.afterJob(got[0]);
            expect(checkpoints.isMade(node), "it was forgotten");
        });
    }
}
