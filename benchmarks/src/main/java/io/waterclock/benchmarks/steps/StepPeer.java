// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import io.waterclock.benchmarks.harness.Peer;
import java.util.List;

/** A peer that can do a {@link StepCase}. */
public interface StepPeer extends Peer {

    List<StepContender> steps();
}
