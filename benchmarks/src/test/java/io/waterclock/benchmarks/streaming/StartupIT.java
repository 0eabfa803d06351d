// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartupIT {

    @Test
    void firstBatch_isSeenFromOutside() throws Exception {
        assertThat(new Startup(List.of(), 1).run().toString())
                .contains("\"first_batch_us\":{\"median\":")
                .contains("\"startup_to_bare_jvm\":");
    }
}
