// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.testkit.engine.random.RandomLineages;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Random programs give the same on every engine as on the oracle, and the oracle the same as plain lists. To repeat a
 * failure: {@code mvn test -pl tests/contract -am -Dtest=RandomLineagesTest -Dtest.seed=<seed> -Dprograms=1}.
 */
class RandomLineagesTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 1000);

    /** Another one in each run; printed with each failure. */
    private static final long SEED =
            Long.getLong("test.seed", ThreadLocalRandom.current().nextLong(1L << 40));

    private static final String TINY = "2k";

    private static WaterclockContext open(String master) {
        return new WaterclockContext(new WaterclockConf().setMaster(master));
    }

    private static WaterclockContext open(String master, String memory) {
        return new WaterclockContext(
                new WaterclockConf().setMaster(master).set("waterclock.embedded.memory.bytes", memory));
    }

    @Test
    void oracle_givesWhatPlainListsGive() {
        try (WaterclockContext oracle = open("inline")) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                RandomLineages program = RandomLineages.modelled(seed);
                assertSame(program, program.model(), () -> program.run(oracle));
            }
        }
    }

    @Test
    void embeddedEngine_givesWhatTheOracleGives() {
        try (WaterclockContext oracle = open("inline");
                WaterclockContext one = open("local[1]");
                WaterclockContext several = open("local[3]")) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                RandomLineages program = RandomLineages.of(seed);
                List<String> expected = program.run(oracle);
                assertSame(program, expected, () -> program.run(one));
                assertSame(program, expected, () -> program.run(several));
            }
        }
    }

    @Test
    void embeddedEngine_givesWhatTheOracleGives_whenFirstAttemptsFail() {
        try (WaterclockContext oracle = open("inline");
                WaterclockContext embedded = open("local[2,2]")) {
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                RandomLineages program = RandomLineages.of(seed);
                assertSame(program, program.run(oracle), () -> program.runWithFailingAttempts(embedded));
            }
        }
    }

    /** Nearly every shuffle goes through disk, and nearly nothing that is to be kept is. */
    @Test
    void embeddedEngine_givesWhatTheOracleGives_withHardlyAnyMemory() {
        try (WaterclockContext oracle = open("inline");
                WaterclockContext one = open("local[1]", TINY);
                WaterclockContext several = open("local[3]", TINY);
                WaterclockContext failing = open("local[2,2]", TINY)) {
            for (long seed = SEED; seed < SEED + Math.max(1, PROGRAMS / 50); seed++) {
                RandomLineages program = RandomLineages.of(seed);
                List<String> expected = program.run(oracle);
                assertSame(program, expected, () -> program.run(one));
                assertSame(program, expected, () -> program.run(several));
                assertSame(program, expected, () -> program.runWithFailingAttempts(failing));
            }
        }
    }

    private static void assertSame(RandomLineages program, List<String> expected, Supplier<List<String>> run) {
        List<String> actual;
        try {
            actual = run.get();
        } catch (RuntimeException e) {
            throw new AssertionError("failed: " + program, e);
        }
        assertThat(actual).as(program.toString()).isEqualTo(expected);
    }

    @Test
    void programs_areTheSameForTheSameSeed_andOthersForOthers() {
        assertThat(RandomLineages.of(SEED)).hasToString(RandomLineages.of(SEED).toString());
        assertThat(RandomLineages.of(SEED).toString())
                .isNotEqualTo(RandomLineages.of(SEED + 1).toString())
                .contains("seed " + SEED);
    }
}
