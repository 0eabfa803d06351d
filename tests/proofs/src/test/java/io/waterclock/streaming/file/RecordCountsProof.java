// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.proofs.Together;
import org.junit.jupiter.api.Test;

/** {@link RecordCounts}: attempts at one partition that end at once. If the lesser count were written over the other, records would be missing. */
public class RecordCountsProof {

    @Test
    void completeCount_stands() {
        Together.play(() -> {
            RecordCounts counts = new RecordCounts(1);
            Together.run(() -> counts.atLeast(0, 2), () -> counts.complete(0, 3));
            Together.expect(counts.areComplete() && counts.sum() == 3, "the count is complete, and 3");
        });
    }

    @Test
    void ofTwoCountsInPart_theGreaterStands() {
        Together.play(() -> {
            RecordCounts counts = new RecordCounts(1);
            Together.run(() -> counts.atLeast(0, 2), () -> counts.atLeast(0, 1));
            Together.expect(!counts.areComplete() && counts.sum() == 2, "the count is in part, and 2");
        });
    }
}
