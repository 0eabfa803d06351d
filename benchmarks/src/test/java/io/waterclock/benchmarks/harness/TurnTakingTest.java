// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TurnTakingTest {
    private final List<String> calls = new ArrayList<>();

    private class Recording implements Contender {
        private final String name;
        private final boolean heavy;

        Recording(String name, boolean heavy) {
            this.name = name;
            this.heavy = heavy;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void setUp() {
            calls.add(name + " up");
        }

        @Override
        public void pollute() {
            calls.add(name + " pollute");
        }

        @Override
        public long job() {
            calls.add(name);
            return 42;
        }

        @Override
        public boolean isHeavy() {
            return heavy;
        }

        @Override
        public void close() {
            calls.add(name + " down");
        }
    }

    @Test
    void contenders_takeTurns_andEachBeginsOnce() throws Exception {
        Plan plan = new Plan(1, 2, 2, 1, 0);
        List<Measurement> told =
                TurnTaking.run(new Case("c", 1, plan, List.of(new Recording("a", false), new Recording("b", true))));
        assertThat(calls)
                .containsExactly(
                        "a up",
                        "b up",
                        "a pollute",
                        "b pollute",
                        "a",
                        "b", // the first results
                        "a",
                        "a",
                        "b", // warm-up
                        "a",
                        "a",
                        "b",
                        "b",
                        "a",
                        "a",
                        "a down",
                        "b down");
        assertThat(told).extracting(Measurement::contender).containsExactly("a", "b", MachineLoop.NAME);
        assertThat(told).extracting(Measurement::jobs).containsExactly(4, 2, 4);
        assertThat(told).allMatch(m -> m.min() <= m.median() && m.median() <= m.p99() && m.p99() <= m.max());
    }

    @Test
    void whatAJobAllocates_isCounted_inOtherThreadsToo() throws Exception {
        byte[][] kept = new byte[1][];
        ExecutorService other = Executors.newSingleThreadExecutor();
        Contender allocating = new Recording("a", false) {
            @Override
            public long job() {
                try {
                    return other.submit(() -> (kept[0] = new byte[1_000_000]).length)
                            .get();
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        Measurement told = TurnTaking.run(new Case("c", 10, new Plan(1, 3, 2, 1, 0), List.of(allocating)))
                .get(0);
        other.shutdown();
        assertThat(told.bytes()).isBetween(1_000_000.0, 1_100_000.0);
        assertThat(told.bytesARecord()).isBetween(100_000.0, 110_000.0);
    }

    @Test
    void otherResultThanTheReference_failsTheRun_andAllAreClosed() {
        Contender wrong = new Recording("wrong", false) {
            @Override
            public long job() {
                return 41;
            }
        };
        Case work = new Case("sum", 1, Plan.ofSingleJobs(0, 1), List.of(new Recording("right", false), wrong));
        assertThatThrownBy(() -> TurnTaking.run(work))
                .isInstanceOf(WrongResultException.class)
                .hasMessage("In case \"sum\" the result of wrong has the checksum 41, that of right 42");
        assertThat(calls).endsWith("right down", "wrong down");
    }

    @Test
    void resultThatChangesLater_failsTheRun() {
        Contender drifting = new Recording("drifting", false) {
            private long jobs = 42;

            @Override
            public long job() {
                return jobs++;
            }
        };
        Case work = new Case("sum", 1, Plan.ofSingleJobs(1, 1), List.of(drifting));
        assertThatThrownBy(() -> TurnTaking.run(work))
                .isInstanceOf(WrongResultException.class)
                .hasMessageContaining("has changed: checksum 43, before 42");
    }

    @Test
    void failureWhileClosing_doesNotKeepTheOthersOpen() {
        Contender broken = new Recording("broken", false) {
            @Override
            public void close() {
                throw new IllegalStateException("stuck");
            }
        };
        Case work = new Case("sum", 1, Plan.ofSingleJobs(0, 1), List.of(broken, new Recording("b", false)));
        assertThatThrownBy(() -> TurnTaking.run(work)).hasMessage("stuck");
        assertThat(calls).endsWith("b down");
    }
}
