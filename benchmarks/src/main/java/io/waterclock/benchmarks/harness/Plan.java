// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

/**
 * How often contenders take turns, and what a turn is.
 *
 * @param warmUpTurns turns of each contender that are run and not told
 * @param turns turns of each contender that are
 * @param jobsPerTurn jobs of one contender in a row, each timed
 * @param heavyJobsPerTurn the same for a {@linkplain Contender#isHeavy heavy} contender
 * @param gapMs idle time before each job of the told turns; 0 is back to back
 */
public record Plan(int warmUpTurns, int turns, int jobsPerTurn, int heavyJobsPerTurn, int gapMs) {

    public Plan {
        if (turns < 1 || jobsPerTurn < 1 || heavyJobsPerTurn < 1 || warmUpTurns < 0 || gapMs < 0) {
            throw new IllegalArgumentException("A plan needs at least one turn of one job: " + turns + " turns of "
                    + jobsPerTurn + " jobs (" + heavyJobsPerTurn + " heavy ones) after " + warmUpTurns
                    + " turns of warm-up, gap " + gapMs + " ms");
        }
    }

    /** One job a turn, back to back. */
    public static Plan ofSingleJobs(int warmUpTurns, int turns) {
        return new Plan(warmUpTurns, turns, 1, 1, 0);
    }

    int jobsPerTurn(Contender contender) {
        return contender.isHeavy() ? heavyJobsPerTurn : jobsPerTurn;
    }
}
