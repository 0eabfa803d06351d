// SPDX-License-Identifier: Apache-2.0
package io.waterclock.architecture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files have state that several threads write, and the table in which each has to say what shows that it is right. A file has
 * such state when, comments and texts left out, it uses a monitor, a volatile field, or a type of the JDK for that.
 */
final class SharedState {
    private static final Pattern NOT_CODE = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'|(?m:^import [^\\n]*$)",
            Pattern.DOTALL);

    private static final Pattern SHARED = Pattern.compile("\\b(?:synchronized|volatile|VarHandle|LongAdder|DoubleAdder"
            + "|Atomic(?:Integer|Long|Boolean|Reference|Marked|Stamped)\\w*"
            + "|Reentrant\\w*Lock|StampedLock|CountDownLatch|CyclicBarrier|Semaphore|Phaser|Exchanger|CompletableFuture"
            + "|Concurrent(?:HashMap|Map|Linked\\w+|SkipList\\w+)|CopyOnWrite\\w+|\\w*Blocking(?:Queue|Deque))\\b");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| *(`[^|]*?) *\\|([^|\\n]*)\\|([^|\\n]*)\\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private SharedState() {}

    /** Whether several threads write what is in a source file. */
    static boolean isIn(String source) {
        return SHARED.matcher(NOT_CODE.matcher(source).replaceAll(" ")).find();
    }

    /** The third column of the table on a page, by each class of its first. */
    static Map<String, String> table(String page) {
        Map<String, String> shown = new TreeMap<>();
        Matcher row = ROW.matcher(page);
        while (row.find()) {
            String how = row.group(3).strip();
            NAME.matcher(row.group(1)).results().forEach(name -> shown.put(name.group(1), how));
        }
        return shown;
    }

    /**
     * Where the table and the sources don't agree, a sentence each.
     *
     * @param found the classes that have such state
     * @param tests the names of all test classes
     */
    static List<String> disagreements(Map<String, String> table, Collection<String> found, Collection<String> tests) {
        List<String> violations = new ArrayList<>();
        for (String name : new TreeSet<>(found)) {
            if (!table.containsKey(name)) {
                violations.add(
                        name + ": several threads write what it has, and no row says what shows that it is right");
            }
        }
        table.forEach((name, how) -> {
            if (!found.contains(name)) {
                violations.add(name + ": has a row, and nothing that several threads write");
            }
            if (how.isEmpty()) {
                violations.add(name + ": its row doesn't say what shows that it is right");
            }
            NAME.matcher(how).results().map(match -> match.group(1)).forEach(named -> {
                boolean isTest = named.endsWith("Proof") || named.endsWith("Test") || named.endsWith("Contract");
                if (isTest && !tests.contains(named)) {
                    violations.add(name + ": there is no test " + named);
                }
            });
        });
        return violations;
    }
}
