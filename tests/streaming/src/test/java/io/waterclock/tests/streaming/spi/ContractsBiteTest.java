// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.waterclock.codec.Codec;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.sink.Sink;
import io.waterclock.streaming.sink.SinkBatch;
import io.waterclock.streaming.source.ReplayableInputDStream;
import io.waterclock.testkit.contract.ReplayableInputContract;
import io.waterclock.testkit.contract.SinkContract;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** An input and a sink with one fault each fail the contract, at the test that is about that fault; without one they pass. */
class ContractsBiteTest {

    private static TestExecutionSummary run(Class<?> contract) {
        SummaryGeneratingListener heard = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(contract))
                                .build(),
                        heard);
        return heard.getSummary();
    }

    private static void assertFails(TestExecutionSummary summary, String test) {
        assertThat(summary.getTestsStartedCount()).isGreaterThan(8);
        List<String> failed = summary.getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getDisplayName().replace("()", ""))
                .toList();
        if (test.isEmpty()) {
            assertThat(failed).isEmpty();
        } else {
            assertThat(failed).contains(test);
        }
    }

    // ---- inputs

    enum InputFault {
        NONE(""),
        PASSES_ONE_OVER("everyRecord_isInOneBatch_inOrder"),
        TAKES_ONE_TWICE("everyRecord_isInOneBatch_inOrder"),
        TAKES_WHAT_IS_NOT_THERE("everyRecord_isInOneBatch_inOrder"),
        TURNS_THE_ORDER("everyRecord_isInOneBatch_inOrder"),
        HAS_NO_POSITION_FOR_NOTHING("batchWithoutRecords_isEmpty_andHasAPosition"),
        IS_OPEN_AT_ITS_END("recordsThatComeWhileABatchRuns_areInTheNext"),
        LOSES_LATE_RECORDS("batchesThatAreLate_haveEachRecordOnce"),
        LETS_GO_WHEN_READ("batch_isReadAgain_withTheSameRecords"),
        LETS_GO_WHEN_STOPPED("batchThatFailed_isThereForAnotherRun"),
        COUNTS_ONE_MORE("numberOfRecords_isTrue"),
        READS_BY_ITS_MEMORY("anotherRun_readsTheSameBatches_andGoesOnBehindTheLast"),
        CHANGES_ITS_POSITION("positionsOfEarlierBatches_stayWhatTheyWere"),
        BEGINS_ANEW("nothingComesTwice_andNothingIsLost_whenAnotherRunGoesOn"),
        BEGINS_AT_THE_END("nothingComesTwice_andNothingIsLost_whenAnotherRunGoesOn");

        final String test;

        InputFault(String test) {
            this.test = test;
        }
    }

    private static InputFault inputFault = InputFault.NONE;
    private static Log openLog = new Log();

    /** One that can be changed. */
    private static final class Stretch {
        private static final Codec<Stretch> CODEC = Codec.of(
                (stretch, out) -> {
                    out.writeInt(stretch.from);
                    out.writeInt(stretch.to);
                },
                in -> new Stretch(in.readInt(), in.readInt()));

        private int from;
        private int to;

        Stretch(int from, int to) {
            this.from = from;
            this.to = to;
        }
    }

    private static final class FaultyInput extends ReplayableInputDStream<Integer, Stretch> {
        private final Log log;
        private final InputFault fault = inputFault;
        private final Map<Time, List<Integer>> read = new HashMap<>();
        private final Stretch changed = new Stretch(0, 0);
        private int last;
        private boolean hasBegun;

        FaultyInput(StreamingContext context, Log log) {
            super(context, Stretch.class);
            this.log = log;
            context.waterclockContext().codecs().register(Stretch.class, Stretch.CODEC);
        }

        @Override
        protected @Nullable Stretch positionOf(Time batch, @Nullable Stretch previous) {
            int from = previous == null ? 0 : previous.to;
            int to = log.end();
            if (!hasBegun && (fault == InputFault.BEGINS_ANEW || fault == InputFault.BEGINS_AT_THE_END)) {
                from = fault == InputFault.BEGINS_ANEW || previous == null ? 0 : to;
            }
            hasBegun = true;
            switch (fault) {
                case PASSES_ONE_OVER -> from = Math.min(to, previous == null ? from : from + 1);
                case TAKES_ONE_TWICE -> from = Math.max(0, from - 1);
                case TAKES_WHAT_IS_NOT_THERE -> to++;
                case LOSES_LATE_RECORDS -> from = previous != null && from > 1 && to == from + 2 ? to : from;
                case HAS_NO_POSITION_FOR_NOTHING -> {
                    if (from == to) {
                        return null;
                    }
                }
                default -> {}
            }
            last = to;
            if (fault == InputFault.CHANGES_ITS_POSITION) {
                changed.from = from;
                changed.to = to;
                return changed;
            }
            return new Stretch(from, to);
        }

        @Override
        protected RDD<Integer> replay(Time batch, Stretch position) {
            int to = position.to;
            if (fault == InputFault.READS_BY_ITS_MEMORY) {
                List<Integer> records = read.computeIfAbsent(
                        batch, time -> hasBegun ? log.read(position.from, Math.min(to, log.end())) : List.of());
                hasBegun = false;
                return context().waterclockContext().parallelize(records, 1);
            }
            List<Integer> records = new ArrayList<>(log.read(position.from, Math.min(to, log.end())));
            if (fault == InputFault.TURNS_THE_ORDER) {
                Collections.reverse(records);
            }
            if (fault == InputFault.LETS_GO_WHEN_READ) {
                log.letGo(position.to);
            }
            if (fault == InputFault.IS_OPEN_AT_ITS_END) {
                openLog = log;
                int from = position.from;
                return context()
                        .waterclockContext()
                        .parallelize(List.of(0), 1)
                        .flatMap(zero -> openLog.read(from, openLog.end()).iterator());
            }
            return context().waterclockContext().parallelize(records, 1);
        }

        @Override
        protected long records(Stretch position) {
            return (long) position.to - position.from + (fault == InputFault.COUNTS_ONE_MORE ? 1 : 0);
        }

        @Override
        protected void done(Time batch, Stretch position) {
            log.letGo(position.to);
        }

        @Override
        protected void onStop() {
            if (fault == InputFault.LETS_GO_WHEN_STOPPED) {
                log.letGo(last);
            }
        }
    }

    static class InputContract extends ReplayableInputContract<Integer> {
        private final Log log = new Log();

        @Override
        protected ReplayableInputDStream<Integer, ?> input(StreamingContext context) {
            return new FaultyInput(context, log);
        }

        @Override
        protected Integer record(int number) {
            return number;
        }

        @Override
        protected void add(List<Integer> records, long nowMs) {
            log.add(records);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inputWithAFault_failsTheTestThatIsAboutIt(InputFault fault) {
        inputFault = fault;
        assertFails(run(InputContract.class), fault.test);
    }

    // ---- sinks

    enum SinkFault {
        NONE(""),
        SHOWS_WHAT_IS_PREPARED("preparedBatch_isNotVisible_andCommitted_itIs"),
        COMMITS_NOTHING("preparedBatch_isNotVisible_andCommitted_itIs"),
        ADDS_TO_WHAT_IS_PREPARED("preparedAgain_theLastCounts"),
        COMMITS_AGAIN("committedAgain_isThereOnce"),
        KNOWS_THE_LAST_BATCH_ONLY("olderBatchAgain_changesNothing"),
        HAS_ONE_NAME("twoNames_doNotDisturbEachOther"),
        WANTS_RECORDS("emptyBatches_areNoFailure"),
        HIDES_FAILURES("taskThatFails_failsThePrepare_andLeavesNothing"),
        ABORTS_ALL("abort_dropsWhatWasPrepared_andNothingElse"),
        COMMITS_WHAT_IT_FINDS("processThatDies_betweenPrepareAndCommit_isRepeatedOnce"),
        COMMITS_ALL_THAT_IS_PREPARED("whatNobodyCommits_isNeverVisible"),
        KNOWS_ITS_OWN_COMMITS_ONLY("processThatDies_afterTheCommit_isRepeatedWithoutEffect"),
        FORGETS_WHEN_RETRIED("everyBatchOfAProgram_isThereOnce_whenOutputsAreRetried");

        final String test;

        SinkFault(String test) {
            this.test = test;
        }
    }

    private static SinkFault sinkFault = SinkFault.NONE;

    /** Where the sinks of a test write. */
    private static final class Table {
        private final Map<SinkBatch, List<Integer>> prepared = new HashMap<>();
        private final Map<String, List<Integer>> rows = new HashMap<>();
        private final Map<String, TreeMap<Time, Boolean>> committed = new HashMap<>();

        List<Integer> rows(String name) {
            return rows.computeIfAbsent(name, n -> new ArrayList<>());
        }

        TreeMap<Time, Boolean> committed(String name) {
            return committed.computeIfAbsent(name, n -> new TreeMap<>());
        }
    }

    private static final class FaultySink implements Sink<Integer> {
        private final Table table;
        private final SinkFault fault = sinkFault;
        private final Set<SinkBatch> own = new HashSet<>();

        FaultySink(Table table) {
            this.table = table;
        }

        @Override
        public void open(String name) {
            table.prepared.forEach((batch, records) -> {
                if (fault == SinkFault.COMMITS_WHAT_IT_FINDS && batch.name().equals(name)) {
                    table.rows(name).addAll(records);
                }
            });
            if (fault != SinkFault.COMMITS_ALL_THAT_IS_PREPARED) {
                table.prepared.keySet().removeIf(batch -> batch.name().equals(name));
            }
        }

        private boolean isCommitted(SinkBatch batch) {
            TreeMap<Time, Boolean> committed = table.committed(fault == SinkFault.HAS_ONE_NAME ? "any" : batch.name());
            return switch (fault) {
                case COMMITS_AGAIN -> false;
                case KNOWS_THE_LAST_BATCH_ONLY ->
                    !committed.isEmpty() && committed.lastKey().equals(batch.time());
                case KNOWS_ITS_OWN_COMMITS_ONLY -> own.contains(batch);
                default -> committed.containsKey(batch.time());
            };
        }

        @Override
        public void prepare(SinkBatch batch, RDD<Integer> rdd) {
            List<Integer> records;
            try {
                records = rdd.collect();
            } catch (RuntimeException e) {
                if (fault != SinkFault.HIDES_FAILURES) {
                    throw e;
                }
                records = List.of();
            }
            if (fault == SinkFault.WANTS_RECORDS && records.isEmpty()) {
                throw new IllegalStateException("no records");
            }
            if (fault == SinkFault.FORGETS_WHEN_RETRIED && batch.name().equals("program")) {
                table.committed(batch.name()).remove(batch.time());
            }
            if (fault == SinkFault.SHOWS_WHAT_IS_PREPARED) {
                table.rows(batch.name()).addAll(records);
            }
            List<Integer> before = table.prepared.get(batch);
            List<Integer> all = new ArrayList<>();
            if (before != null && fault == SinkFault.ADDS_TO_WHAT_IS_PREPARED) {
                all.addAll(before);
            }
            all.addAll(records);
            table.prepared.put(batch, all);
        }

        @Override
        public void commit(SinkBatch batch) {
            if (isCommitted(batch) || fault == SinkFault.COMMITS_NOTHING) {
                return;
            }
            String name = batch.name();
            if (fault == SinkFault.COMMITS_ALL_THAT_IS_PREPARED) {
                List.copyOf(table.prepared.keySet()).forEach(each -> {
                    if (each.name().equals(name) && each.time().less(batch.time())) {
                        table.rows(name).addAll(table.prepared.remove(each));
                    }
                });
            }
            List<Integer> records = table.prepared.get(batch);
            if (fault != SinkFault.SHOWS_WHAT_IS_PREPARED) {
                table.rows(name).addAll(records);
            }
            if (fault != SinkFault.COMMITS_AGAIN) {
                table.prepared.remove(batch);
            }
            table.committed(fault == SinkFault.HAS_ONE_NAME ? "any" : name).put(batch.time(), true);
            own.add(batch);
        }

        @Override
        public void abort(SinkBatch batch) {
            table.prepared.remove(batch);
            if (fault == SinkFault.ABORTS_ALL) {
                table.rows(batch.name()).clear();
            }
        }
    }

    static class Sinks extends SinkContract<Integer> {
        private final Table table = new Table();

        @Override
        protected Sink<Integer> sink() {
            return new FaultySink(table);
        }

        @Override
        protected Integer record(int number) {
            return number;
        }

        @Override
        protected Collection<Integer> visible(String name) {
            return table.rows(name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sinkWithAFault_failsTheTestThatIsAboutIt(SinkFault fault) {
        sinkFault = fault;
        assertFails(run(Sinks.class), fault.test);
    }
}
