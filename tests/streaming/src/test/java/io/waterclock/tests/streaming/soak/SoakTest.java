// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.soak;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.Tuple2;
import io.waterclock.streaming.Time;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs of each kind for very many batches: their outputs stay right, and what they hold stays as much as it was.
 *
 * <p>{@code -Dsoak.batches=100000} is the full length. The usual one finds a small object that is kept in every third batch; less than
 * that, and arrays that grow by some bytes, only the full one.
 */
class SoakTest {
    private static final int BATCHES = Integer.getInteger("soak.batches", 900);

    enum Kind {
        WINDOWS_OF_SLICES("local", WindowsOfSlices::new),
        WINDOWS_OF_BATCHES("local", WindowsOfBatches::new),
        STATES("local", States::new),
        EVENT_TIME("local", EventTimes::new),
        JOINS("local", Joins::new),
        FILES("local", FilesThatComeAndGo::new),
        QUEUES("local", Queues::new),
        RECEIVERS("local", Receivers::new),
        OUTPUTS("local", SeveralOutputs::new),
        ON_THREADS(
                "local[2]",
                () -> new Together(
                        new WindowsOfBatches(), new States(), new Joins(), new FilesThatComeAndGo(), new Receivers()));

        private final String master;
        private final Supplier<SoakProgram> program;

        Kind(String master, Supplier<SoakProgram> program) {
            this.master = master;
            this.program = program;
        }
    }

    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    @Tag("soak")
    void memoryIsFlat(Kind kind) throws IOException {
        long begin = System.nanoTime();
        String held = Soak.run(kind.master, kind.program.get(), BATCHES, dir);
        System.out.println(kind + ": " + (System.nanoTime() - begin) / 1_000_000_000 + " s, " + held);
    }

    /** Has no fault but one: it keeps a small object a batch, if asked to, and one record too many in one batch. */
    private static final class Faulty extends SoakProgram {
        private final boolean keeps;
        private final int wrongBatch;
        private final Feed feed = new Feed(11);
        private final Queue<Object> kept = new ArrayDeque<>();
        private TestInput<Tuple2<Long, Integer>> input;

        Faulty(boolean keeps, int wrongBatch) {
            this.keeps = keeps;
            this.wrongBatch = wrongBatch;
        }

        @Override
        void describe(StreamingTestKit kit, Path dir) {
            input = kit.input();
            expect("all", input.stream(), 1, feed::of);
        }

        @Override
        void feed(int batch) {
            input.push(feed.of(batch));
            if (keeps) {
                kept.add(new Time(batch));
            }
            if (batch == wrongBatch) {
                input.push(new Tuple2<>(0L, 0));
            }
        }
    }

    @Test
    @Tag("soak")
    void objectThatEachBatchLeaves_isFound() {
        assertThatThrownBy(() -> Soak.run("local", new Faulty(true, 0), 300, dir))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("In 300 batches there has grown")
                .hasMessageContaining("objects of " + Time.class.getName() + ": [60, 120, 180, 240, 300]");
    }

    @Test
    @Tag("soak")
    void wrongRecord_isFound() {
        assertThatThrownBy(() -> Soak.run("local", new Faulty(false, 250), 300, dir))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("all in batch 250: expected");
    }
}
