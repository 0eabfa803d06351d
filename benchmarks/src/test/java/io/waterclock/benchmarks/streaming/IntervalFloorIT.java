// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.benchmarks.batch.Form;
import io.waterclock.benchmarks.batch.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalFloorIT {

    @Test
    void bothProgramsCountAll_andTheirBatchesAreTold() throws Exception {
        Scope scope = Scope.of(Form.SMOKE).onlyCase("100 ms");
        String json = new IntervalFloor(List.of(), SocketLoad.DEFAULT.lasting(6), scope)
                .run()
                .toString();
        assertThat(json)
                .contains("100 ms: waterclock local[2]")
                .contains("100 ms: hand-written")
                .doesNotContain("FAILED")
                .doesNotContain("\"delay_ms_median\":null");
    }
}
