// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.waterclock.streaming.StreamingContextState;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.junit.StreamingTest;
import io.waterclock.testkit.junit.StreamingTestExtension;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The extension, seen at tests that JUnit runs inside of these tests. */
class StreamingTestExtensionTest {
    private static final List<StreamingTestKit> KITS = new ArrayList<>();

    private static TestExecutionSummary run(Class<?> tests) {
        KITS.clear();
        SummaryGeneratingListener heard = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(tests))
                                .build(),
                        heard);
        return heard.getSummary();
    }

    private static Throwable failureOf(Class<?> tests) {
        TestExecutionSummary summary = run(tests);
        assertThat(summary.getFailures()).hasSize(1);
        return summary.getFailures().get(0).getException();
    }

    @StreamingTest(batchMs = 500, settings = "waterclock.default.parallelism = 3", seed = 5)
    static class Settings {
        @BeforeEach
        void before(StreamingTestKit kit) {
            KITS.add(kit);
        }

        @AfterEach
        void after(StreamingTestKit kit) {
            assertThat(kit).isSameAs(KITS.get(KITS.size() - 1));
            assertThat(kit.context().getState()).isNotEqualTo(StreamingContextState.STOPPED);
        }

        @Test
        void ofTheClass(StreamingTestKit kit) {
            assertThat(kit).isSameAs(KITS.get(KITS.size() - 1));
            assertThat(kit.seed()).isEqualTo(5);
            assertThat(kit.waterclockContext().defaultParallelism()).isEqualTo(3);
            var out = kit.collect(kit.input(String.class).stream());
            kit.advance(Duration.ofSeconds(1));
            assertThat(out.batches()).hasSize(2);
        }

        @Test
        @StreamingTest(seed = 6, master = "inline")
        void ofTheMethod(StreamingTestKit kit) {
            assertThat(kit.seed()).isEqualTo(6);
            assertThat(kit.waterclockContext().master()).isEqualTo("inline");
            assertThat(kit.waterclockContext().defaultParallelism()).isEqualTo(2);
        }

        @Nested
        class Inside {
            @Test
            void ofTheClassAround(StreamingTestKit kit) {
                assertThat(kit.seed()).isEqualTo(5);
            }
        }
    }

    @Test
    void eachTest_hasAKitOfItsOwn_madeAsTheAnnotationSays_andClosedAfterIt() {
        TestExecutionSummary summary = run(Settings.class);
        assertThat(summary.getFailures()).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(3);
        assertThat(KITS).hasSize(3).doesNotHaveDuplicates();
        assertThat(KITS)
                .allSatisfy(kit -> assertThat(kit.context().getState()).isEqualTo(StreamingContextState.STOPPED));
    }

    static class Registered {
        @RegisterExtension
        final StreamingTestExtension kits = StreamingTestExtension.with(kit -> kit.startTime(0));

        @Test
        void beginsWhenItSays(StreamingTestKit kit) {
            assertThat(kit.clock().currentTimeMs()).isZero();
        }

        @Test
        void needsNone() {}
    }

    @Test
    void registered_takesABuilder() {
        assertThat(run(Registered.class).getTestsSucceededCount()).isEqualTo(2);
    }

    @StreamingTest(seed = 7)
    static class Both {
        @RegisterExtension
        final StreamingTestExtension kits = StreamingTestExtension.with(kit -> kit.startTime(0));

        @BeforeEach
        void before(StreamingTestKit kit) {
            KITS.add(kit);
        }

        @Test
        void test(StreamingTestKit kit) {
            assertThat(kit).isSameAs(KITS.get(0));
            assertThat(kit.seed()).isEqualTo(7);
            assertThat(kit.clock().currentTimeMs()).isZero();
        }
    }

    @Test
    void registeredBesideAnAnnotation_comesAfterIt() {
        assertThat(run(Both.class).getFailures()).isEmpty();
        assertThat(KITS).hasSize(1);
    }

    @StreamingTest(seed = 8)
    @Retention(RetentionPolicy.RUNTIME)
    @interface OurStreamingTest {}

    @OurStreamingTest
    static class Composed {
        @Test
        void test(StreamingTestKit kit) {
            assertThat(kit.seed()).isEqualTo(8);
        }
    }

    @Test
    void annotationOfTheProgramsOwn_canCarryTheSettings() {
        assertThat(run(Composed.class).getFailures()).isEmpty();
    }

    @StreamingTest(seed = 9)
    static class FailsBefore {
        @BeforeEach
        void before(StreamingTestKit kit) {
            throw new IllegalStateException("before");
        }

        @Test
        void test() {}
    }

    @StreamingTest(seed = 9)
    static class FailsAfter {
        @Test
        void test(StreamingTestKit kit) {}

        @AfterEach
        void after(StreamingTestKit kit) {
            throw new IllegalStateException("after");
        }
    }

    @Test
    void methodsAroundATestThatFail_sayTheSeedToo() {
        for (Class<?> tests : List.of(FailsBefore.class, FailsAfter.class)) {
            assertThat(failureOf(tests).getSuppressed())
                    .extracting(Throwable::toString)
                    .containsExactly("Seed 9; the same comes again with -Dwaterclock.test.seed=9");
        }
    }

    @StreamingTest
    static class LeavesABatch {
        @Test
        void test(StreamingTestKit kit) {
            kit.collect(kit.input(String.class).stream());
            kit.start().clock().advance(Duration.ofSeconds(3));
        }
    }

    @StreamingTest(seed = 11)
    static class Fails {
        @Test
        void test(StreamingTestKit kit) {
            kit.collect(kit.input(String.class).stream());
            kit.start().clock().advance(Duration.ofSeconds(3));
            throw new IllegalStateException("the test's own");
        }
    }

    @Test
    void whatIsLeft_failsTheTest() {
        assertThat(failureOf(LeavesABatch.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a batch has fallen due that was not made");
    }

    @Test
    void testThatFails_saysTheSeed_andWhatWasLeftBeside() {
        Throwable failure = failureOf(Fails.class);
        assertThat(failure).hasMessage("the test's own");
        assertThat(failure.getSuppressed()).hasSize(2);
        assertThat(failure.getSuppressed()[0])
                .hasToString("Seed 11; the same comes again with -Dwaterclock.test.seed=11");
        assertThat(failure.getSuppressed()[1]).hasMessageContaining("a batch has fallen due");
    }

    @StreamingTest
    static class ForAll {
        @BeforeAll
        static void before(StreamingTestKit kit) {}

        @Test
        void test() {}
    }

    @StreamingTest(settings = "waterclock.master")
    static class NoSetting {
        @Test
        void test(StreamingTestKit kit) {}
    }

    @Test
    void misuse_isRefused() {
        assertThat(failureOf(ForAll.class)).hasMessageContaining("No ParameterResolver registered");
        assertThat(failureOf(NoSetting.class))
                .hasMessageContaining("Failed to resolve parameter")
                .hasMessageContaining("the setting \"waterclock.master\" is not key=value");
    }
}
