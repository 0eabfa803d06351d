// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

import io.waterclock.benchmarks.harness.Case;
import io.waterclock.benchmarks.harness.Contender;
import io.waterclock.benchmarks.harness.Plan;
import io.waterclock.benchmarks.harness.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How much of a benchmark is run.
 *
 * @param records the most that a job goes over, for benchmarks that leave it open; 0 for what the form says
 * @param withoutSpecialisation whether our engine takes part a second time, with its shared loops only
 * @param onlyCase a part of the names of the cases that are run, or several with | between; empty for all
 * @param onlyContender as onlyCase, of the names of those who take part
 */
public record Scope(Form form, long records, boolean withoutSpecialisation, String onlyCase, String onlyContender) {
    private static final int FIELDS = 5;

    public Scope inFull() {
        return new Scope(Form.FULL, records, withoutSpecialisation, onlyCase, onlyContender);
    }

    public Scope withRecords(long most) {
        return new Scope(form, most, withoutSpecialisation, onlyCase, onlyContender);
    }

    public Scope besidesWithoutSpecialisation() {
        return new Scope(form, records, true, onlyCase, onlyContender);
    }

    public Scope onlyCase(String part) {
        return new Scope(form, records, withoutSpecialisation, part, onlyContender);
    }

    public Scope onlyContender(String part) {
        return new Scope(form, records, withoutSpecialisation, onlyCase, part);
    }

    public static Scope of(Form form) {
        return new Scope(form, 0, false, "", "");
    }

    /** For the arguments of another JVM. */
    public List<String> toArguments() {
        return List.of(
                form.name(),
                Long.toString(records),
                Boolean.toString(withoutSpecialisation),
                "case:" + onlyCase,
                "contender:" + onlyContender);
    }

    /** @throws IllegalArgumentException when they aren't those of {@link #toArguments} */
    public static Scope fromArguments(List<String> arguments) {
        if (arguments.size() != FIELDS) {
            throw new IllegalArgumentException("A scope has " + FIELDS + " arguments, not " + arguments);
        }
        return new Scope(
                Form.valueOf(arguments.get(0)),
                Long.parseLong(arguments.get(1)),
                Boolean.parseBoolean(arguments.get(2)),
                arguments.get(3).substring("case:".length()),
                arguments.get(4).substring("contender:".length()));
    }

    /** The case with those that take part in it, with none of whom there is no case. */
    public Optional<Case> narrowed(Case all) {
        List<Contender> in = all.contenders().stream()
                .filter(contender -> hasContender(contender.name()))
                .toList();
        return in.isEmpty() ? Optional.empty() : Optional.of(new Case(all.name(), all.records(), all.plan(), in));
    }

    public boolean hasCase(String name) {
        return Selection.isIn(onlyCase, name);
    }

    public boolean hasContender(String name) {
        return Selection.isIn(onlyContender, name);
    }

    /** Single jobs back to back, once and without warm-up for a smoke test. */
    Plan plan(int quickWarmUp, int quickTurns, int fullWarmUp, int fullTurns) {
        return switch (form) {
            case SMOKE -> Plan.ofSingleJobs(0, 1);
            case QUICK -> Plan.ofSingleJobs(quickWarmUp, quickTurns);
            case FULL -> Plan.ofSingleJobs(fullWarmUp, fullTurns);
        };
    }

    int pick(int smoke, int quick, int full) {
        return switch (form) {
            case SMOKE -> smoke;
            case QUICK -> quick;
            case FULL -> full;
        };
    }

    /** Our contenders on two threads, and on one where that is asked for. */
    List<Contender> ours(boolean onOneThreadToo, Function<OurSetup, Contender> contender) {
        List<Contender> ours = new ArrayList<>();
        if (onOneThreadToo) {
            ours.add(contender.apply(OurSetup.LOCAL_1));
        }
        ours.add(contender.apply(OurSetup.LOCAL_2));
        if (withoutSpecialisation) {
            ours.add(contender.apply(OurSetup.LOCAL_2_SHARED));
        }
        return ours;
    }
}
