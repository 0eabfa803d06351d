// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark;

import static org.assertj.core.api.Assertions.fail;

import io.waterclock.tests.spark.SparkSide.Checkpoints;
import io.waterclock.tests.spark.program.Node;
import io.waterclock.tests.spark.program.Outcome;
import io.waterclock.tests.spark.program.Output;
import io.waterclock.tests.spark.program.Program;
import io.waterclock.tests.spark.program.Programs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random programs on Spark Streaming and here. Compared is, for each output: in which batches it is called, and the records that it gets, in their order where
 * that is promised. What differs must be in the table of the guide that says what is mended, and then has a test in {@link MendedTest}; all else is a
 * fault.
 *
 * <p>{@code -Dprograms=1000} runs so many; {@code -Dtest.seed=…} a certain one first.
 */
@SuppressWarnings("deprecation") // the context, there
class SparkComparisonTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 60);

    private final OurSide ours = new OurSide();

    @Test
    void randomPrograms_giveTheSame() throws Exception {
        long seed = Long.getLong("test.seed", new Random().nextInt());
        System.out.println("Comparing " + PROGRAMS + " programs from seed " + seed);
        try (SparkSide theirs = new SparkSide()) {
            for (int i = 0; i < PROGRAMS; i++) {
                Program program = Programs.of(seed + i);
                Difference difference = compare(theirs, program);
                if (difference != null) {
                    fail(smaller(theirs, difference).toString());
                }
                if ((i + 1) % 50 == 0) {
                    System.out.println((i + 1) + " programs gave the same");
                }
            }
        }
    }

    /** The first output that differs, and how. */
    private record Difference(Program program, Output output, String text) {
        @Override
        public String toString() {
            return "Output " + output.name() + " differs in\n" + program + "\n" + text;
        }
    }

    private @Nullable Difference compare(SparkSide theirs, Program program) throws Exception {
        Outcome there;
        try {
            there = theirs.run(
                    program.intervalMs(),
                    program.batches(),
                    Checkpoints.EACH_BATCH,
                    (ssc, run) -> io.waterclock.tests.spark.there.RandomProgram.describe(ssc, program, run));
        } catch (Exception e) {
            throw new AssertionError("Failed there:\n" + program, e);
        }
        Outcome here;
        try {
            here = ours.run(
                    program.seed(),
                    program.intervalMs(),
                    program.batches(),
                    (ssc, run) -> io.waterclock.tests.spark.here.RandomProgram.describe(ssc, program, run));
        } catch (RuntimeException e) {
            throw new AssertionError("Failed here:\n" + program, e);
        }
        for (Output output : program.outputs()) {
            String text = difference(program, output, there, here);
            if (text != null) {
                return new Difference(program, output, text);
            }
        }
        return null;
    }

    private static @Nullable String difference(Program program, Output output, Outcome there, Outcome here) {
        Node node = program.node(output.node());
        boolean isCut = node.isCut() || output.back() > 0;
        boolean isOrdered = node.isOrdered() || output.back() > 0;
        Map<Long, Outcome.Seen> theirs = there.promised(output.name(), isCut, isOrdered);
        Map<Long, Outcome.Seen> ours = here.promised(output.name(), isCut, isOrdered);
        TreeMap<Long, Outcome.Seen> times = new TreeMap<>(theirs);
        times.putAll(ours);
        for (long timeMs : times.keySet()) {
            Outcome.Seen their = theirs.get(timeMs);
            Outcome.Seen our = ours.get(timeMs);
            if (!Objects.equals(their, our)) {
                return "  at " + timeMs + " ms there " + their + "\n  at " + timeMs + " ms here  " + our;
            }
        }
        return null;
    }

    // ---- making a program that differs smaller

    private Difference smaller(SparkSide theirs, Difference found) throws Exception {
        Difference smallest = still(theirs, found, found.program().only(found.output()));
        for (int batches = 1; batches < smallest.program().batches(); batches++) {
            Difference shorter = still(theirs, smallest, smallest.program().ending(batches));
            if (shorter != smallest) {
                smallest = shorter;
                break;
            }
        }
        for (int input = 0; input < smallest.program().inputs().size(); input++) {
            List<List<Object>> fed = smallest.program().inputs().get(input).batches();
            for (int batch = 0; batch < fed.size(); batch++) {
                for (int record = fed.get(batch).size() - 1; record >= 0; record--) {
                    smallest = still(theirs, smallest, smallest.program().without(input, batch, record));
                }
            }
        }
        return smallest;
    }

    private Difference still(SparkSide theirs, Difference before, Program candidate) throws Exception {
        Difference found = compare(theirs, candidate);
        return found == null ? before : found;
    }
}
