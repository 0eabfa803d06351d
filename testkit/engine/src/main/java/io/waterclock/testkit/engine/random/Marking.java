// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.engine.random;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which marks a program may set: one level at a time, and what only the engine has is not thrown away. */
final class Marking {
    private final Map<Integer, Act.Kind> last = new HashMap<>();

    /** Whether the program may do that now; if so, it has. */
    boolean allows(Act act) {
        Act.Kind before = last.get(act.node());
        boolean kept = before == Act.Kind.PERSIST;
        boolean only = before == Act.Kind.LOCAL_CHECKPOINT;
        boolean allowed = switch (act.kind()) {
            case PERSIST -> before == null || before == Act.Kind.UNPERSIST;
            case UNPERSIST -> kept;
            case CHECKPOINT, LOCAL_CHECKPOINT -> !only && before != Act.Kind.CHECKPOINT;
            default -> true;
        };
        if (allowed && act.kind().marks()) {
            last.put(act.node(), act.kind());
        }
        return allowed;
    }

    static boolean allows(List<Act> acts) {
        Marking marking = new Marking();
        return acts.stream().allMatch(marking::allows);
    }
}
