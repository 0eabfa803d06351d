// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.stage;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.task.End;
import io.waterclock.engine.embedded.task.Pipeline;
import io.waterclock.engine.embedded.task.StageProfiles;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.source.LocalListSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Route}: two tasks ask for its pipeline first, and it is made once. Without the look under the monitor, twice. */
class RouteProof {
    private static final Operator OPERATOR = Operator.here("proof");
    private static final Lineage NODE = new Lineage.Source(OPERATOR, LocalListSource.of("proof", List.of(1), 1));
    private static final StageProfiles PROFILES = new StageProfiles(Long.MAX_VALUE, 10, Runnable::run);

    private static final Route.View VIEW = new Route.View() {
        @Override
        public boolean isBarrier(Lineage node) {
            return false;
        }

        @Override
        public Lineage current(Lineage node) {
            return node;
        }
    };

    @Test
    void pipeline_isMadeOnce() {
        play(() -> {
            Route route = Route.from(NODE, VIEW);
            AtomicInteger made = new AtomicInteger();
            Pipeline[] got = new Pipeline[2];
            run(() -> got[0] = pipeline(route, made), () -> got[1] = pipeline(route, made));
            expect(made.get() == 1 && got[0] == got[1], "made " + made + " times");
        });
    }

    private static Pipeline pipeline(Route route, AtomicInteger made) {
        return route.pipeline(() -> {
            made.incrementAndGet();
            return Pipeline.of(
                    List.of(),
                    End.COUNT,
                    OPERATOR,
                    null,
                    node -> new FunctionBinder(false).bind(node, OPERATOR),
                    PROFILES);
        });
    }
}
