// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Peer;
import java.util.List;

/** A peer of the batch half. Each method answers its contenders for a case, none where it has nothing to show. */
public interface BatchPeer extends Peer {

    List<Contender> narrow(NarrowInput input);

    List<Contender> wordCount(WordCountInput input);

    List<Contender> twoStageJob(TwoStageInput input);
}
