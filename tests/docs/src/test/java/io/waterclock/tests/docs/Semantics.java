// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waterclock.tests.docs.Page.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of rules, each with the tests that show it, and what the sources say to them. */
final class Semantics {
    private static final Pattern NAMED = Pattern.compile("`(\\w+)(?:#(\\w+))?`");
    private static final Pattern MARK =
            Pattern.compile("\\s*@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b.*");
    private static final Pattern METHOD = Pattern.compile("\\s*(?:default |public )?void (\\w+)\\(.*");
    private static final String MENDED = "What is mended";

    private final Page page;

    Semantics(Page page) {
        this.page = page;
    }

    /** The names of the test methods of each class of tests in the repository; none for one that has no such methods of its own. */
    static Map<String, Set<String>> tests(Path root) {
        Map<String, Set<String>> tests = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Semantics::isTest).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                tests.computeIfAbsent(name, any -> new HashSet<>()).addAll(methods(Files.readString(file, UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tests;
    }

    private static boolean isTest(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.matches(".*(?:Test|Contract|Proof)\\.java") && path.contains("/src/") && !path.contains("/target/");
    }

    /** The methods that are marked as tests. */
    static Set<String> methods(String source) {
        Set<String> methods = new HashSet<>();
        boolean marked = false;
        for (String line : source.lines().toList()) {
            Matcher method = METHOD.matcher(line);
            if (MARK.matcher(line).matches()) {
                marked = true;
            } else if (method.matches()) {
                if (marked) {
                    methods.add(method.group(1));
                }
                marked = false;
            }
        }
        return methods;
    }

    /** What is wrong with the tests that the tables name, each with its place. */
    List<String> complaints(Map<String, Set<String>> tests) {
        List<String> complaints = new ArrayList<>();
        for (Row row : rows()) {
            String place = row.page() + ":" + row.line() + ": ";
            String shown = row.cells().get(row.cells().size() - 1);
            Matcher named = NAMED.matcher(shown);
            boolean any = false;
            while (named.find()) {
                any = true;
                Set<String> methods = tests.get(named.group(1));
                if (methods == null) {
                    complaints.add(place + "there is no test " + named.group(1));
                } else if (named.group(2) == null && !named.group(1).endsWith("Proof")) {
                    complaints.add(place + "which of the tests of " + named.group(1) + "?");
                } else if (named.group(2) != null && !methods.contains(named.group(2))) {
                    complaints.add(place + named.group(1) + " has no test " + named.group(2));
                }
            }
            String rest = NAMED.matcher(shown).replaceAll("").replace(",", "").strip();
            if (!any || !rest.isEmpty()) {
                complaints.add(place + "a rule is shown by tests, `Class#method`, not by \"" + shown + "\"");
            }
        }
        return complaints;
    }

    /** All rows of all tables. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String line : page.lines()) {
            if (line.startsWith("## ")) {
                rows.addAll(page.rows(line.substring(3)));
            }
        }
        return rows;
    }

    /** What the guide says is mended and no row here shows, and the other way round. */
    List<String> differences(Page guide) {
        List<String> here = mended(page);
        List<String> there = mended(guide);
        List<String> differences = new ArrayList<>();
        there.stream().filter(row -> !here.contains(row)).forEach(row -> differences.add("not shown: " + row));
        here.stream().filter(row -> !there.contains(row)).forEach(row -> differences.add("not in the guide: " + row));
        return differences;
    }

    private static List<String> mended(Page page) {
        return page.rows(MENDED).stream().map(row -> row.cells().get(0)).toList();
    }
}
