// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.RDD;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loop that cuts its lineage now and then holds on to nothing of what was cut. */
class CheckpointLoopTest {
    private static final int ROUNDS = 10_000;

    @Test
    void tenThousandRounds_withACheckpointEachTen_leaveNothingBehind(@TempDir Path dir) {
        try (WaterclockContext wc = new WaterclockContext(
                new WaterclockConf(false).setMaster("local[2]").setAppName("loop"))) {
            wc.setCheckpointDir(dir.toString());
            List<WeakReference<Lineage>> cut = new ArrayList<>();
            RDD<Integer> rdd = wc.parallelize(List.of(0, 1, 2, 3), 2);
            for (int i = 1; i <= ROUNDS; i++) {
                rdd = rdd.map(x -> x + 1);
                if (i % 10 == 0) {
                    if (i % 1_000 == 0) {
                        cut.add(new WeakReference<>(rdd.lineage()));
                        rdd.checkpoint();
                    } else {
                        rdd.localCheckpoint();
                    }
                    // one that is derived before the checkpoint is made, and goes on: it must not hold the rest
                    RDD<Integer> next = rdd.filter(x -> x >= 0);
                    assertThat(next.count()).isEqualTo(4);
                    assertThat(rdd.isCheckpointed()).isTrue();
                    rdd = next;
                }
            }
            assertThat(rdd.collect()).containsExactly(ROUNDS, ROUNDS + 1, ROUNDS + 2, ROUNDS + 3);
            assertThat(cut).hasSize(10);
            for (int tries = 0; tries < 50 && cut.stream().anyMatch(each -> each.get() != null); tries++) {
                System.gc();
            }
            assertThat(cut).allMatch(each -> each.get() == null);
            assertThat(wc.getPersistentRDDs()).hasSizeLessThan(ROUNDS / 10);
        }
    }
}
