// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.steps;

import io.waterclock.benchmarks.batch.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A benchmark of what a stream keeps: cases of one kind. */
public final class StepBenchmark {
    private static final int FEW_KEYS = 100;
    private static final int MANY_KEYS = 10_000;
    private static final int RECORDS = 10_000;
    /** Spark's default: a checkpoint of a state in every so many batches. Told batches are whole periods. */
    private static final int CHECKPOINT_PERIOD = 10;

    private static final int LOADS = 10;
    private static final String HEAP = "3g";
    /** The least that Spark starts with, about. */
    private static final String SMALL_HEAP = "600m";

    private static final String LARGE_HEAP = "8g";

    private final String name;
    private final String description;
    private final Function<Form, List<StepCase>> cases;

    private StepBenchmark(String name, String description, Function<Form, List<StepCase>> cases) {
        this.name = name;
        this.description = description;
        this.cases = cases;
    }

    /** In the order in which they are told. */
    public static List<StepBenchmark> all() {
        return List.of(
                new StepBenchmark(
                        "window-slide",
                        "one slide of a window by a batch of 10,000 records, and a look at all its keys",
                        StepBenchmark::windows),
                new StepBenchmark(
                        "state-update",
                        "mapWithState over a batch that touches few of the keys that are there",
                        StepBenchmark::touchedStates),
                new StepBenchmark(
                        "state-all",
                        "updateStateByKey, which looks at all keys, over a batch of 10,000 records",
                        StepBenchmark::allStates),
                new StepBenchmark(
                        "event-window",
                        "one slide of a window of event time by a batch of 10,000 records, and a look at all its keys",
                        StepBenchmark::eventWindows));
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    public List<StepCase> cases(Form form) {
        return form == Form.SMOKE
                ? cases.apply(form).stream()
                        .map(made -> made.inHeap(SMALL_HEAP))
                        .toList()
                : cases.apply(form);
    }

    private static List<StepCase> windows(Form form) {
        List<StepCase> all = new ArrayList<>();
        for (int keys : List.of(MANY_KEYS, FEW_KEYS)) {
            windows(all, form, Work.WINDOW_SUM, keys, pick(form, 20, 600, 3_600));
            windows(all, form, Work.WINDOW_MAX, keys, pick(form, 20, 60, 600));
        }
        return all;
    }

    /** Spark's streams have no event time. */
    private static List<StepCase> eventWindows(Form form) {
        List<StepCase> all = new ArrayList<>();
        for (int keys : List.of(MANY_KEYS, FEW_KEYS)) {
            windows(all, form, Work.EVENT_SUM, keys, 0);
        }
        return all;
    }

    /** @param peersUpTo slices */
    private static void windows(List<StepCase> all, Form form, Work work, int keys, int peersUpTo) {
        String series = (work == Work.WINDOW_MAX ? "max, " : "sum, ") + number(keys) + " keys";
        for (int slices : form == Form.SMOKE ? List.of(2, 20) : List.of(10, 60, 600, 3_600)) {
            // As many as a window has, so that whatever a system does once in a window is told.
            int batches = form == Form.SMOKE ? 2 * slices : Math.max(200, slices);
            StepCase made = new StepCase(
                    series,
                    series + ", " + number(slices) + " slices",
                    work,
                    form == Form.SMOKE ? keys / 100 : keys,
                    pick(form, 50, RECORDS, RECORDS),
                    slices,
                    0,
                    batches,
                    form == Form.FULL ? 2 * batches : batches,
                    HEAP,
                    slices <= peersUpTo);
            all.add(slices * (long) keys > 10_000_000 ? made.inHeap(LARGE_HEAP) : made);
        }
    }

    private static List<StepCase> touchedStates(Form form) {
        List<StepCase> all = new ArrayList<>(touchedStates(form, pick(form, 1_000, 1_000_000, 1_000_000), HEAP));
        if (form == Form.FULL) {
            touchedStates(form, 10_000_000, LARGE_HEAP).forEach(made -> all.add(made.withPeers(false)));
        }
        return all;
    }

    private static List<StepCase> touchedStates(Form form, int keys, String heap) {
        List<StepCase> all = new ArrayList<>();
        for (int percent : List.of(1, 10)) {
            String series = number(keys) + " keys";
            String name = series + ", " + percent + " % touched";
            all.add(states(form, Work.MAP_WITH_STATE, series, name, keys, keys / 100 * percent, heap));
        }
        return all;
    }

    private static List<StepCase> allStates(Form form) {
        int most = pick(form, 1_000, 1_000_000, 1_000_000);
        List<StepCase> all = new ArrayList<>();
        for (int keys : List.of(most / 10, most)) {
            int records = pick(form, 50, RECORDS, RECORDS);
            all.add(states(form, Work.UPDATE_STATE, "all touched", number(keys) + " keys", keys, records, HEAP));
        }
        return all;
    }

    private static StepCase states(
            Form form, Work work, String series, String name, int keys, int records, String heap) {
        int periods = pick(form, 1, 6, 20);
        return new StepCase(
                series,
                name,
                work,
                keys,
                records,
                1,
                LOADS,
                pick(form, 1, 3, 5) * CHECKPOINT_PERIOD,
                periods * CHECKPOINT_PERIOD,
                heap,
                true);
    }

    private static int pick(Form form, int smoke, int quick, int full) {
        return switch (form) {
            case SMOKE -> smoke;
            case QUICK -> quick;
            case FULL -> full;
        };
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
