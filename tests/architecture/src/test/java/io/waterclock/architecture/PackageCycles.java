// SPDX-License-Identifier: Apache-2.0
package io.waterclock.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packages depend on each other without cycles.
 *
 * <p>A package is a slice, with two exceptions. The entrance packages hold both what is above everything (the context, which
 * makes all the rest) and what is below everything (tuples, times, configuration). So each of the two contexts, and
 * {@code WaterclockFiles}, which asks the running task, is a slice of its own, and what remains in its package is a slice of values.
 *
 * <p>One dependency is left out, since the API fixes it: a façade answers the context it came from, by a method without
 * parameters named {@code context}, {@code waterclockContext} or {@code ssc}. Only that method may name an entrance; a field,
 * a parameter or any other method that does closes a cycle and is reported. (ArchUnit's own slice rule ignores by class only,
 * which would forgive the whole façade; hence this one.)
 */
final class PackageCycles {

    private static final Set<String> HANDLES = Set.of("context", "waterclockContext", "ssc");

    /** How ArchUnit describes what a method without parameters does: {@code Method <a.b.Type.name()> ...}. */
    private static final Pattern IN_METHOD = Pattern.compile("^Method <[\\w.$]+\\.(\\w+)\\(\\)> .*", Pattern.DOTALL);

    private final String root;
    private final Set<String> entrances;

    PackageCycles(String root) {
        this.root = root;
        this.entrances =
                Set.of(root + ".WaterclockContext", root + ".WaterclockFiles", root + ".streaming.StreamingContext");
    }

    /** A text for each knot of slices that reach each other, naming one dependency for each edge; empty if all is well. */
    List<String> in(JavaClasses classes) {
        Map<String, Map<String, String>> edges = new TreeMap<>();
        for (JavaClass type : classes) {
            if (!ours(type)) {
                continue;
            }
            String from = sliceOf(type);
            edges.computeIfAbsent(from, slice -> new TreeMap<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (ours(target) && !sliceOf(target).equals(from) && !isHandle(dependency)) {
                    edges.get(from).putIfAbsent(sliceOf(target), dependency.getDescription());
                }
            }
        }
        return knots(edges);
    }

    String sliceOf(JavaClass type) {
        String top = outermost(type);
        String name = type.getPackageName();
        if (entrances.contains(top)) {
            return top;
        }
        return name.equals(root) || name.equals(root + ".streaming") ? name + " (values)" : name;
    }

    private boolean ours(JavaClass type) {
        return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
    }

    private boolean isHandle(Dependency dependency) {
        Matcher method = IN_METHOD.matcher(dependency.getDescription());
        return entrances.contains(outermost(dependency.getTargetClass()))
                && method.matches()
                && HANDLES.contains(method.group(1));
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$', name.lastIndexOf('.') + 1);
        return nested < 0 ? name : name.substring(0, nested);
    }

    /** Two slices are in one knot when each reaches the other; the graph is small, so reachability is asked directly. */
    private static List<String> knots(Map<String, Map<String, String>> edges) {
        Map<String, Set<String>> reach = new TreeMap<>();
        edges.keySet().forEach(slice -> reach.put(slice, reachableFrom(slice, edges)));
        List<String> knots = new ArrayList<>();
        Set<String> told = new TreeSet<>();
        for (String slice : edges.keySet()) {
            if (reach.get(slice).contains(slice) && !told.contains(slice)) {
                Set<String> knot = new TreeSet<>(reach.get(slice));
                knot.removeIf(other -> !reach.getOrDefault(other, Set.of()).contains(slice));
                told.addAll(knot);
                knots.add(describe(knot, edges));
            }
        }
        return knots;
    }

    private static Set<String> reachableFrom(String slice, Map<String, Map<String, String>> edges) {
        Set<String> seen = new TreeSet<>();
        Deque<String> todo = new ArrayDeque<>(edges.get(slice).keySet());
        while (!todo.isEmpty()) {
            String next = todo.pop();
            if (seen.add(next)) {
                todo.addAll(edges.getOrDefault(next, Map.of()).keySet());
            }
        }
        return seen;
    }

    private static String describe(Set<String> knot, Map<String, Map<String, String>> edges) {
        StringBuilder text = new StringBuilder("Packages in a cycle: ").append(knot);
        for (String from : knot) {
            edges.get(from).forEach((to, example) -> {
                if (knot.contains(to)) {
                    text.append("\n  ").append(from).append(" -> ").append(to);
                    text.append("\n      ").append(example);
                }
            });
        }
        return text.toString();
    }
}
