// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.util.CallSite;
import java.io.Serializable;

/**
 * The name of an operator and where the program called it; what an error names.
 *
 * @param name the name of the method called, such as {@code map}
 */
public record Operator(String name, CallSite site) implements Serializable {

    /** The operator {@code name}, called by the nearest frame outside Waterclock. */
    public static Operator here(String name) {
        return new Operator(name, CallSite.capture());
    }

    /** An action whose caller is found only when somebody asks: it is still on the stack then. */
    public static Operator of(String name) {
        return new Operator(name, CallSite.LATE);
    }

    /** As {@link #toString}, from any thread: without the site where only the thread that runs the action can tell it. */
    public String label() {
        return site == CallSite.LATE ? name : name + " at " + site;
    }

    @Override
    public String toString() {
        return name + " at " + (site == CallSite.LATE ? CallSite.capture() : site);
    }
}
