// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.tests.docs.Page.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of operations says the truth: what is said to be there is there with these parameters, and nothing is left out of
 * the table that the API which this one follows has.
 */
class OperationsTest {
    private static final Page PAGE = Page.of("docs/guide/operations.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern OPERATION = Pattern.compile("(?:(\\w+)\\.)?(\\w+)(?:\\((.*)\\))?");
    private static final List<String> STATES = List.of("there", "waits for Hadoop", "left out");

    /** Where a chapter's operations are: a class, or a package whose classes the operations name. */
    private static final Map<String, String> HOMES = Map.ofEntries(
            Map.entry("WaterclockContext", "io.waterclock.WaterclockContext"),
            Map.entry("RDD", "io.waterclock.rdd.RDD"),
            Map.entry("PairRDD", "io.waterclock.rdd.PairRDD"),
            Map.entry("DoubleRDD", "io.waterclock.rdd.DoubleRDD"),
            Map.entry("StatCounter", "io.waterclock.util.StatCounter"),
            Map.entry("functions", "io.waterclock.function"),
            Map.entry("StatusTracker", "io.waterclock.WaterclockStatusTracker"),
            Map.entry("TaskContext", "io.waterclock.rdd.TaskContext"),
            Map.entry("Partitioner", "io.waterclock.rdd.Partitioner"),
            Map.entry("HashPartitioner", "io.waterclock.rdd.HashPartitioner"),
            Map.entry("RangePartitioner", "io.waterclock.rdd.RangePartitioner"),
            Map.entry("StorageLevels", "io.waterclock.rdd.StorageLevels"),
            Map.entry("AccumulatorV2", "io.waterclock.rdd"));

    /** The operations of the table, each with its state, by chapter and text. */
    static Map<String, String> table() {
        Map<String, String> states = new LinkedHashMap<>();
        for (String chapter : HOMES.keySet()) {
            for (Row row : PAGE.rows(chapter)) {
                Matcher matcher = CODE.matcher(row.cells().get(0));
                while (matcher.find()) {
                    String before = states.put(
                            chapter + " " + matcher.group(1), row.cells().get(1));
                    assertThat(before)
                            .as("%s:%d is the second row of it", row.page(), row.line())
                            .isNull();
                }
            }
        }
        return states;
    }

    @TestFactory
    Stream<DynamicTest> whatIsSaidToBeThere_isThere() {
        return table().entrySet().stream()
                .filter(row -> row.getValue().equals("there"))
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(), () -> assertThat(isThere(row.getKey())).isTrue()));
    }

    @Test
    void whatIsSaidNotToBeThere_isNot() {
        assertThat(table().entrySet().stream()
                        .filter(row -> !row.getValue().equals("there"))
                        .map(Map.Entry::getKey)
                        .filter(OperationsTest::isThere))
                .isEmpty();
    }

    @Test
    void nothingIsMissingInTheTable_andNothingIsMadeUp() throws IOException {
        assertThat(new TreeSet<>(table().keySet())).isEqualTo(new TreeSet<>(followed()));
        assertThat(followed()).hasSizeGreaterThan(400).doesNotHaveDuplicates();
    }

    @Test
    void states_areOfThree_andWhatIsLeftOutSaysWhy() {
        assertThat(table().values()).allSatisfy(state -> assertThat(STATES).contains(state));
        List<Row> rows = new ArrayList<>();
        HOMES.keySet().forEach(chapter -> rows.addAll(PAGE.rows(chapter)));
        assertThat(rows.stream().filter(row -> row.cells().get(1).equals("left out")))
                .allSatisfy(row -> assertThat(row.cells().get(2)).isNotEmpty());
        Map<String, Long> counts = table().values().stream()
                .collect(Collectors.groupingBy(state -> state, TreeMap::new, Collectors.counting()));
        assertThat(counts.get("there")).isGreaterThan(400);
    }

    @Test
    void operationsThatAreNotThere_areSeenNotToBe() {
        assertThat(isThere("RDD map(Function)")).isTrue();
        assertThat(isThere("RDD map(Function, int)")).isFalse();
        assertThat(isThere("RDD mapp(Function)")).isFalse();
        assertThat(isThere("RDD defaultPartitions(Lineage[])")).isFalse(); // not public
        assertThat(isThere("HashPartitioner new(int)")).isTrue();
        assertThat(isThere("HashPartitioner new(long)")).isFalse();
        assertThat(isThere("functions Function2.call(Object, Object)")).isTrue();
        assertThat(isThere("functions Function9.call(Object)")).isFalse();
        assertThat(isThere("StorageLevels MEMORY_ONLY")).isTrue();
        assertThat(isThere("StorageLevels MEMORY_ONLY_9")).isFalse();
    }

    private static List<String> followed() throws IOException {
        try (InputStream in = OperationsTest.class.getResourceAsStream("operations.txt")) {
            assertThat(in).isNotNull();
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    // ---- looking

    private static boolean isThere(String operation) {
        String[] chapterAndText = operation.split(" ", 2);
        Matcher parts = OPERATION.matcher(chapterAndText[1]);
        assertThat(parts.matches()).as(operation).isTrue();
        String home = HOMES.get(chapterAndText[0]);
        Class<?> type = classOf(parts.group(1) == null ? home : home + "." + parts.group(1));
        return type != null && has(type, parts.group(2), parts.group(3));
    }

    private static boolean has(Class<?> type, String name, @Nullable String parameters) {
        if (parameters == null) {
            return Arrays.stream(type.getFields())
                    .anyMatch(field -> field.getName().equals(name));
        }
        List<Executable> candidates = new ArrayList<>();
        if (name.equals("new")) {
            candidates.addAll(List.of(type.getConstructors()));
        } else {
            Arrays.stream(type.getMethods())
                    .filter(method -> method.getName().equals(name))
                    .forEach(candidates::add);
        }
        return candidates.stream()
                .anyMatch(each -> Modifier.isPublic(each.getModifiers())
                        && Arrays.stream(each.getParameterTypes())
                                .map(Class::getSimpleName)
                                .collect(Collectors.joining(", "))
                                .equals(parameters));
    }

    private static @Nullable Class<?> classOf(@Nullable String name) {
        try {
            return name == null ? null : Class.forName(name, false, OperationsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
