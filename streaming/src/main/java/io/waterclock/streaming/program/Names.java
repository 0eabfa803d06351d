// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.program;

import io.waterclock.rdd.Operator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names in a program: those that it gives, each to one thing of a kind, and those made of places in it. */
public final class Names {
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    /** Takes the name that the program gives to a thing of a kind; refuses one that is taken. */
    public void claim(String kind, @Nullable String name, String by) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException(
                    Operator.here("named") + ": the name of " + by + " is empty; give it one, or leave named(…) out");
        }
        claim(kind + "s", name, by, "A name stands for one " + kind);
    }

    /**
     * Takes a name; refuses one that is taken.
     *
     * @param why a name can't be that of two
     */
    public synchronized void claim(String kinds, String name, String by, String why) {
        String before = owners.putIfAbsent(kinds + " " + name, by);
        if (before != null) {
            throw new IllegalArgumentException("Two " + kinds + " are named \"" + name + "\": " + before + ", and " + by
                    + ". " + why + "; give one of them another");
        }
    }

    /**
     * A name for what the program gives none: its operator, the method that called it, and which of that kind it is there. Asked once for each, in the
     * order of the program. No line numbers and no stateless operators go into it, so that it stays what it is as the program around it changes.
     */
    public synchronized String ofPlace(Operator operator) {
        String method = operator.site().enclosingMethod();
        int ordinal = places.merge(operator.name() + " in " + method, 1, Integer::sum);
        return operator.name() + " " + ordinal + " in " + method;
    }
}
