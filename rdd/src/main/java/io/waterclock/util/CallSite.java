// SPDX-License-Identifier: Apache-2.0
package io.waterclock.util;

import java.io.Serializable;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where in the user's program an operator or an action was called.
 *
 * @param method the calling method, as {@code Class#method}
 * @param place {@code File.java:line}, as a stack trace has it
 */
public record CallSite(String method, String place) implements Serializable {
    private static final CallSite UNKNOWN = new CallSite("unknown", "unknown");

    /** Stands for the caller of an action, which can be found on the calling thread's stack while the action runs. */
    public static final CallSite LATE = new CallSite("late", "late");

    private static final Set<String> OURS = Set.of(
            "io.waterclock",
            "io.waterclock.rdd",
            "io.waterclock.rdd.derived",
            "io.waterclock.function",
            "io.waterclock.pipe",
            "io.waterclock.util",
            "io.waterclock.job",
            "io.waterclock.checkpoint",
            "io.waterclock.engine");
    private static final String LAMBDA = "lambda$";
    private static final Pattern NUMBERED = Pattern.compile("lambda\\$(.*?)(\\$[0-9a-f]+)?\\$[0-9]+");
    private static final StackWalker WALKER = StackWalker.getInstance();

    /** The nearest caller outside Waterclock's own packages and the JDK. */
    public static CallSite capture() {
        return WALKER.walk(frames -> frames.filter(CallSite::isUserFrame)
                .findFirst()
                .map(CallSite::of)
                .orElse(UNKNOWN));
    }

    private static CallSite of(StackWalker.StackFrame frame) {
        String name = frame.getClassName();
        String file = frame.getFileName();
        return new CallSite(
                name.substring(name.lastIndexOf('.') + 1) + "#" + frame.getMethodName(),
                (file == null ? name : file) + ":" + frame.getLineNumber());
    }

    private static boolean isUserFrame(StackWalker.StackFrame frame) {
        return isUserClass(frame.getClassName());
    }

    /** Whether a class is outside Waterclock's own packages and the JDK. */
    public static boolean isUserClass(String name) {
        if (name.startsWith("java.") || name.startsWith("jdk.")) {
            return false;
        }
        if (!name.startsWith("io.waterclock")) {
            return true;
        }
        int dot = name.lastIndexOf('.');
        String room = name.substring(0, dot);
        return !(OURS.contains(room)
                || room.startsWith("io.waterclock.streaming")
                || room.startsWith("io.waterclock.engine.")
                || room.startsWith("io.waterclock.testkit"));
    }

    /**
     * The method in the text of the program: for a lambda the one that it is written in, since the compiler numbers lambdas, and puts a hash
     * of what they capture into the names of those that can be serialized.
     */
    public String enclosingMethod() {
        int hash = method.indexOf('#');
        String simple = method.substring(hash + 1);
        if (!simple.startsWith(LAMBDA)) {
            return method;
        }
        return method.substring(0, hash + 1) + NUMBERED.matcher(simple).replaceFirst("$1");
    }

    @Override
    public String toString() {
        return place;
    }
}
