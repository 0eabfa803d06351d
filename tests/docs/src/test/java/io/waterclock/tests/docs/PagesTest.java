// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.ConfigKey;
import io.waterclock.ConfigKeys;
import io.waterclock.ErrorCode;
import io.waterclock.WaterclockContext;
import io.waterclock.rdd.AbstractRDD;
import io.waterclock.rdd.DoubleRDD;
import io.waterclock.rdd.PairRDD;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.RDDActions;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.dstream.AbstractDStream;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.EventTimeDStream;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.dstream.WindowedDStream;
import io.waterclock.tests.docs.Page.Row;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guide lists is what there is: settings, operators, error codes, classes, links. */
class PagesTest {
    private static final Page OPERATORS = Page.of("docs/guide/operators.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    // ---- settings

    /** The row of a setting, as the table has it. */
    private static String row(ConfigKey<?> key) {
        return "| `" + key.name() + "` | " + (key.defaultText() == null ? "none" : "`" + key.defaultText() + "`")
                + " | " + key.range() + " | " + key.reason() + " |";
    }

    @Test
    void settings_areThoseThatTheModulesKnow_withTheirDefaultsRangesAndReasons() {
        List<String> known = new ArrayList<>();
        for (ConfigKeys keys : ServiceLoader.load(ConfigKeys.class)) {
            keys.keys().forEach(key -> known.add(row(key)));
        }
        List<String> listed = Page.of("docs/guide/settings.md").lines().stream()
                .filter(line -> line.startsWith("| `waterclock."))
                .toList();
        assertThat(known).hasSizeGreaterThan(20);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void settingsNamedOnThePages_exist() {
        Set<String> known = new TreeSet<>();
        ServiceLoader.load(ConfigKeys.class).forEach(keys -> {
            keys.keys().forEach(key -> known.add(key.name()));
            keys.sparkKeys().forEach(key -> known.add(key.name()));
        });
        List<String> unknown = new ArrayList<>();
        Pattern setting = Pattern.compile("(?<![\\w.])waterclock(?:\\.[a-zA-Z]\\w*)+");
        for (Page page : userPages()) {
            String text = page.text();
            for (Page.Fence fence : page.fences()) {
                text = Snippet.isRun(fence) || fence.info().equals("text") ? text.replace(fence.code(), "") : text;
            }
            Matcher matcher = setting.matcher(text);
            while (matcher.find()) {
                if (!known.contains(matcher.group())) {
                    unknown.add(page.name() + ": " + matcher.group());
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static List<Page> userPages() {
        return Page.all().stream()
                .filter(page -> page.name().equals("README.md") || page.name().startsWith("docs/guide/"))
                .toList();
    }

    // ---- operators

    static Stream<Arguments> chapters() {
        return Stream.of(
                Arguments.of(
                        "RDD, PairRDD and DoubleRDD",
                        Set.of(AbstractRDD.class, RDDActions.class),
                        Set.of("lineage", "handle", "toString")),
                Arguments.of("RDD", Set.of(RDD.class), Set.of()),
                Arguments.of("PairRDD", Set.of(PairRDD.class), Set.of()),
                Arguments.of("DoubleRDD", Set.of(DoubleRDD.class), Set.of()),
                Arguments.of(
                        "DStream and PairDStream",
                        Set.of(AbstractDStream.class),
                        Set.of("graph", "operator", "compute", "toString")),
                Arguments.of("DStream", Set.of(DStream.class), Set.of()),
                Arguments.of("PairDStream", Set.of(PairDStream.class), Set.of()),
                Arguments.of("MapWithStateDStream", Set.of(MapWithStateDStream.class), Set.of()),
                Arguments.of("EventTimeDStream", Set.of(EventTimeDStream.class), Set.of()),
                Arguments.of("EventTimeDStream.Windows", Set.of(EventTimeDStream.Windows.class), Set.of()),
                Arguments.of("WindowedDStream", Set.of(WindowedDStream.class), Set.of("compute")),
                Arguments.of(
                        "WaterclockContext",
                        Set.of(WaterclockContext.class),
                        Set.of("engine", "handle", "localProperties", "setLocalProperties", "cancelJobs")),
                Arguments.of("StreamingContext", Set.of(StreamingContext.class), Set.of("graph")));
    }

    /** All public methods but those for engines, connectors and the streaming half. */
    @ParameterizedTest
    @MethodSource("chapters")
    void operators_areThoseThatThereAre(String heading, Set<Class<?>> classes, Set<String> notForPrograms) {
        Set<String> there = new TreeSet<>();
        for (Class<?> type : classes) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                    .map(Method::getName)
                    .forEach(there::add);
        }
        there.removeAll(notForPrograms);
        Set<String> listed = new TreeSet<>();
        for (Row row : OPERATORS.rows(heading)) {
            Matcher matcher = CODE.matcher(row.cells().get(0));
            while (matcher.find()) {
                listed.add(matcher.group(1));
            }
        }
        assertThat(listed).as("operators.md, %s", heading).isEqualTo(there);
    }

    // ---- error codes

    @Test
    void errorCodes_areAllListed_withTheirKinds() {
        List<String> listed = Page.of("docs/guide/running.md").rows("Errors").stream()
                .map(row -> row.cells().get(0) + row.cells().get(1))
                .toList();
        assertThat(listed)
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> "`" + code + "`" + code.kind())
                        .toList());
    }

    // ---- names and links

    @Test
    void classesNamedOnThePages_exist() {
        Pattern type = Pattern.compile("\\bio(?:\\.[a-z]\\w*)+(?:\\.[A-Z]\\w*)+");
        List<String> missing = new ArrayList<>();
        int found = 0;
        for (Page page : userPages()) {
            Matcher matcher = type.matcher(page.text());
            while (matcher.find()) {
                found++;
                if (!exists(matcher.group())) {
                    missing.add(page.name() + ": " + matcher.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(20);
    }

    private static boolean exists(String name) {
        try {
            Class.forName(name, false, PagesTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Test
    void links_leadToFiles() {
        List<String> broken = new ArrayList<>();
        for (Page page : Page.all()) {
            Path folder = Page.root().resolve(page.name()).getParent();
            for (String link : page.localLinks()) {
                if (!Files.exists(folder.resolve(link))) {
                    broken.add(page.name() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }
}
