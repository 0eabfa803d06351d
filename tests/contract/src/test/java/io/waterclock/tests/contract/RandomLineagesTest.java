// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.testkit.engine.random.RandomLineages;
import io.waterclock.testkit.engine.random.RandomLineages.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs give the same on the embedded engine, however it is set, as on the oracle, and the oracle the same as
 * plain lists; and no setting of the embedded engine changes even the order of the records. A failure says how to repeat it, and shows a smaller program that fails too.
 */
class RandomLineagesTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 120);
    private static final int PROGRAMS_OF_SOAK = 300;

    /** With hardly any memory nearly every shuffle goes through files, which takes its time: one program in so many. */
    private static final int SLOW = 8;

    /** Whether a failure depends on threads isn't known beforehand: a smaller program gets several chances to fail. */
    private static final int CHANCES = 3;

    /** Begins what is said of a program whose right result can't be found. */
    private static final String UNKNOWN = "What is right can't be found: ";

    /** Another one in each run; printed with each failure. */
    private static final long SEED =
            Long.getLong("test.seed", ThreadLocalRandom.current().nextLong(1L << 40));

    @TempDir
    Path checkpoints;

    /** A way to set the embedded engine. */
    private record Setting(String master, Map<String, String> conf, boolean failing) {
        private static final String MEMORY = "waterclock.embedded.memory.bytes";

        static final List<Setting> ALL = List.of(
                new Setting("local[1]", Map.of(), false),
                new Setting("local[4]", Map.of(), false),
                new Setting("local[2]", Map.of("waterclock.embedded.specialize.hotRecords", "0"), false),
                new Setting("local[2]", Map.of("waterclock.embedded.specialize", "false"), false),
                new Setting("local[2,2]", Map.of(), true),
                new Setting("local[1]", Map.of(MEMORY, "2k"), false),
                new Setting("local[4]", Map.of(MEMORY, "500"), false),
                new Setting("local[3,2]", Map.of(MEMORY, "2k"), true));

        boolean isSlow() {
            return conf.containsKey(MEMORY);
        }

        Outcome run(RandomLineages program, WaterclockContext context) {
            return failing ? program.runWithFailingAttempts(context) : program.run(context);
        }

        @Override
        public String toString() {
            return master + " " + conf + (failing ? ", first attempts fail" : "");
        }
    }

    private WaterclockContext open(String master, Map<String, String> settings) {
        WaterclockConf conf = new WaterclockConf(false).setMaster(master);
        settings.forEach(conf::set);
        WaterclockContext context = new WaterclockContext(conf);
        context.setCheckpointDir(checkpoints.toString());
        return context;
    }

    @Test
    void oracle_givesWhatPlainListsGive() {
        try (WaterclockContext oracle = open("inline", Map.of())) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                assertSame(
                        RandomLineages.modelled(seed),
                        seed,
                        "inline",
                        p -> p.model().promised(),
                        p -> p.run(oracle).promised());
            }
        }
    }

    @Test
    @Timeout(600)
    void embeddedEngine_givesWhatTheOracleGives() {
        assertAsTheOracle(PROGRAMS);
    }

    @Test
    @Tag("soak")
    @Timeout(3_600)
    void embeddedEngine_givesWhatTheOracleGives_forALongTime() {
        assertAsTheOracle(Integer.getInteger("programs", PROGRAMS_OF_SOAK));
    }

    private void assertAsTheOracle(int programs) {
        List<WaterclockContext> contexts = new ArrayList<>();
        try (WaterclockContext oracle = open("inline", Map.of())) {
            Setting.ALL.forEach(setting -> contexts.add(open(setting.master, setting.conf)));
            for (int i = 0; i < programs; i++) {
                long seed = SEED + i;
                RandomLineages program = RandomLineages.of(seed);
                Function<RandomLineages, List<String>> right = remembered(
                        program, p -> both(p.run(oracle), Setting.ALL.get(0).run(p, contexts.get(0))));
                for (int s = 0; s < contexts.size(); s++) {
                    Setting setting = Setting.ALL.get(s);
                    WaterclockContext context = contexts.get(s);
                    if (!setting.isSlow() || i % SLOW == 0) {
                        assertSame(program, seed, setting.toString(), right, p -> {
                            Outcome outcome = setting.run(p, context);
                            return both(outcome, outcome);
                        });
                    }
                }
            }
        } finally {
            contexts.forEach(WaterclockContext::close);
        }
    }

    /** What the oracle promises; and the exact result of one setting of the engine, since no setting may change it. */
    private static List<String> both(Outcome oracle, Outcome engine) {
        List<String> lines = new ArrayList<>(oracle.promised());
        engine.exact().forEach(line -> lines.add("exactly, " + line));
        return lines;
    }

    /** The function, which is called once for one of its arguments. */
    private static <T, R> Function<T, R> remembered(T often, Function<T, R> f) {
        AtomicReference<@Nullable R> known = new AtomicReference<>();
        return t -> {
            if (t != often) {
                return f.apply(t);
            }
            R result = known.get();
            if (result == null) {
                result = f.apply(t);
                known.set(result);
            }
            return result;
        };
    }

    private static void assertSame(
            RandomLineages program,
            long seed,
            String setting,
            Function<RandomLineages, List<String>> expected,
            Function<RandomLineages, List<String>> run) {
        String difference = difference(program, expected, run);
        if (difference == null) {
            return;
        }
        RandomLineages smaller = program.shrunk(candidate -> {
            for (int i = 0; i < CHANCES; i++) {
                String other = difference(candidate, expected, run);
                if (other != null && other.startsWith(UNKNOWN) == difference.startsWith(UNKNOWN)) {
                    return true;
                }
            }
            return false;
        });
        String again = difference(smaller, expected, run);
        throw new AssertionError("A random program of " + program.size() + " nodes fails with " + setting
                + ". To repeat it:\n  mvn test -Dquick -pl tests/contract -am -Dtest=RandomLineagesTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dprograms=1 -Dtest.seed=" + seed + "\nMade smaller, "
                + smaller + (again == null ? "It does not fail each time. The whole one:\n" + difference : again));
    }

    /** Null when there is none. */
    private static @Nullable String difference(
            RandomLineages program,
            Function<RandomLineages, List<String>> expected,
            Function<RandomLineages, List<String>> run) {
        List<String> right;
        try {
            right = expected.apply(program);
        } catch (RuntimeException | AssertionError e) {
            return UNKNOWN + trace(e);
        }
        try {
            List<String> given = run.apply(program);
            for (int i = 0; i < right.size(); i++) {
                if (!right.get(i).equals(given.get(i))) {
                    return "expected " + right.get(i) + "\nbut got  " + given.get(i);
                }
            }
            return null;
        } catch (RuntimeException | AssertionError e) {
            return trace(e);
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void programs_areTheSameForTheSameSeed_andOthersForOthers() {
        assertThat(RandomLineages.of(SEED)).hasToString(RandomLineages.of(SEED).toString());
        assertThat(RandomLineages.of(SEED).toString())
                .isNotEqualTo(RandomLineages.of(SEED + 1).toString())
                .contains("seed " + SEED);
    }

    @Test
    void failingProgram_isMadeSmall_andSaysHowToRepeatIt() {
        Pattern actOverIt = Pattern.compile("#(\\d+) = REDUCE_BY_KEY.* of #\\1 ", Pattern.DOTALL);
        Function<RandomLineages, List<String>> wrong =
                program -> List.of(actOverIt.matcher(program.toString()).find() ? "wrong" : "right");
        int found = 0;
        for (long seed = 1; found < 5; seed++) {
            long first = seed;
            RandomLineages program = RandomLineages.of(first);
            if (wrong.apply(program).contains("wrong")) {
                found++;
                assertThatThrownBy(() -> assertSame(program, first, "local[1]", p -> List.of("right"), wrong))
                        .hasMessageContaining("-Dtest.seed=" + first)
                        .hasMessageContaining("expected right\nbut got  wrong")
                        .satisfies(e -> assertThat(e.getMessage().lines()).hasSizeLessThan(16));
            }
        }
    }
}
