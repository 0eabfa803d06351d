// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.benchmarks.streaming.SocketLoad;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each program in its process, for a second. */
class LatencyIT {

    @Test
    void allContenders_putOutWhatWasSent() throws Exception {
        String json = new Latency(List.of(), SocketLoad.DEFAULT.lasting(1), 2_000)
                .run()
                .toString();
        assertThat(json)
                .contains("\"10 ms: waterclock local[2]\":{\"p50_ms\":")
                .contains("\"100 ms: hand-written, a queue drained\":{\"p50_ms\":")
                .contains("\"all_put_out\":true")
                .doesNotContain("\"all_put_out\":false");
    }
}
