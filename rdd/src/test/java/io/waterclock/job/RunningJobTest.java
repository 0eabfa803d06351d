// SPDX-License-Identifier: Apache-2.0
package io.waterclock.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.JobExecutionStatus;
import io.waterclock.engine.WallClock;
import io.waterclock.rdd.Cancellation;
import io.waterclock.rdd.JobListener;
import io.waterclock.rdd.Operator;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RunningJobTest {

    /** A stage that holds what its tasks work on. */
    private record Holding(Object held) implements JobListener.Stage {
        @Override
        public int id() {
            return 7;
        }

        @Override
        public Operator operator() {
            return Operator.of("count");
        }

        @Override
        public int numTasks() {
            return 3;
        }

        @Override
        public int numActiveTasks() {
            return 1;
        }

        @Override
        public int numCompletedTasks() {
            return 2;
        }

        @Override
        public int numFailedTasks() {
            return 0;
        }
    }

    /** The last thousand jobs are known for some time: what their results went to, and their stages, must not be. */
    @Test
    @Timeout(180)
    void jobThatHasEnded_isKnown_andHoldsNothing() {
        RunningJob[] job = new RunningJob[1];
        List<WeakReference<Object>> held = runWith(new Object(), new Object(), job);
        while (held.stream().anyMatch(each -> each.get() != null)) {
            System.gc();
        }
        assertThat(job[0].info().status()).isEqualTo(JobExecutionStatus.FAILED);
        assertThat(job[0].activeStages()).isEmpty();
        assertThat(job[0].stage(7)).satisfies(stage -> {
            assertThat(stage.numCompletedTasks()).isEqualTo(2);
            assertThat(stage.numActiveTasks()).isZero();
        });
    }

    /** The engine is stopped in the middle of a stage. */
    private static List<WeakReference<Object>> runWith(Object sink, Object records, RunningJob[] made) {
        RunningJob job = new RunningJob(
                1, Map.of(), new Cancellation(), WallClock.system(), (index, result) -> Objects.requireNonNull(sink));
        job.stageSubmitted(new Holding(records));
        job.end(false);
        made[0] = job;
        return List.of(new WeakReference<>(sink), new WeakReference<>(records));
    }
}
