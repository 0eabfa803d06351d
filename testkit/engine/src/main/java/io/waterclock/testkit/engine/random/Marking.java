// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which marks a program may set: one level at a time, and what only the engine has is not thrown away. */
final class Marking {
    private final List<Node> nodes;
    private final Map<Integer, Act> last = new HashMap<>();

    /**
     * @param nodes is read again at each call, and may have more then
     */
    Marking(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** Whether the program may do that now; if so, it has. */
    boolean allows(Act act) {
        int rdd = rdd(act.node());
        Act marked = last.get(rdd);
        Act.Kind before = marked == null ? null : marked.kind();
        boolean kept = marked != null && before == Act.Kind.PERSIST && marked.node() == act.node();
        boolean only = before == Act.Kind.LOCAL_CHECKPOINT;
        boolean allowed = switch (act.kind()) {
            case PERSIST -> before == null || before == Act.Kind.UNPERSIST;
            case UNPERSIST -> kept;
            case CHECKPOINT, LOCAL_CHECKPOINT -> !only && before != Act.Kind.CHECKPOINT;
            default -> true;
        };
        if (allowed && act.kind().marks()) {
            last.put(rdd, act);
        }
        return allowed;
    }

    /** Of nodes that may be one RDD, the first: what is partitioned as it is to be already is its own {@code partitionBy}. */
    private int rdd(int node) {
        int first = node;
        while (nodes.get(first).op() == Op.PARTITION_BY) {
            first = nodes.get(first).parents().get(0);
        }
        return first;
    }

    static boolean allows(List<Node> nodes, List<Act> acts) {
        Marking marking = new Marking(nodes);
        return acts.stream().allMatch(marking::allows);
    }
}
