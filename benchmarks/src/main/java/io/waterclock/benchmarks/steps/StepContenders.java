// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All who can take part in a case. */
final class StepContenders {
    private StepContenders() {}

    static List<StepContender> all(StepCase work, List<StepPeer> peers) {
        List<StepContender> all = new ArrayList<>(List.of(new HandSteps(), new OurSteps()));
        if (work.withPeers()) {
            peers.forEach(peer -> all.addAll(peer.steps()));
        }
        return all;
    }

    /** The flags of a JVM for each, by name. */
    static Map<String, List<String>> jvmOptions(StepCase work, List<StepPeer> peers) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        all(work, List.of()).forEach(contender -> options.put(contender.name(), List.of()));
        if (work.withPeers()) {
            peers.forEach(peer -> peer.steps().forEach(it -> options.put(it.name(), peer.jvmOptions())));
        }
        return options;
    }
}
