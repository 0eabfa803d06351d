// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.util.CallSite;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

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

    /**
     * The same for an operator with a function, mostly without looking at the stack: that costs 1 to 2 µs, and 40 after some milliseconds of idling.
     *
     * <p>A lambda's class belongs to the one place in the program where the lambda is written. When it has come to an
     * operator of this name, after the same operator, from the same place for {@value KnownPlace#TRUSTED} times in a row, it is taken to come from
     * there again.
     *
     * @param before the parent's operator
     */
    static Operator here(String name, Operator before, Object function) {
        KnownPlace.Holder holder = KnownPlace.OF.get(function.getClass());
        if (!holder.isLambda) {
            return here(name);
        }
        KnownPlace known = holder.known;
        if (known != null && !(known.operator.name.equals(name) && known.isAfter(before))) {
            known = null;
        }
        if (known != null && known.times >= KnownPlace.TRUSTED) {
            return known.operator;
        }
        Operator found = here(name);
        if (known != null && known.operator.equals(found)) {
            found = known.operator; // one object, so that the next operator knows it again
            holder.known = new KnownPlace(before, found, known.times + 1);
        } else {
            holder.known = new KnownPlace(before, found, 1);
        }
        return found;
    }

    /** Where functions of a class last came from. Replaced as a whole and without a lock: a race forgets a time or two. */
    private record KnownPlace(Operator before, Operator operator, int times) {
        static final int TRUSTED = 16;

        /** What is trusted is one object each time. */
        boolean isAfter(Operator parent) {
            return before == parent || before.equals(parent);
        }

        static final ClassValue<Holder> OF = new ClassValue<>() {
            @Override
            protected Holder computeValue(Class<?> type) {
                return new Holder(type.isHidden() && CallSite.isUserClass(type.getName()));
            }
        };

        static final class Holder {
            final boolean isLambda;

            @Nullable
            KnownPlace known;

            Holder(boolean isLambda) {
                this.isLambda = isLambda;
            }
        }
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
        CallSite where = site == CallSite.LATE ? CallSite.capture() : site;
        return String.join("", name, " at ", where.place()); // not with +, which may need memory that there isn't
    }
}
