// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.WaterclockException;
import io.waterclock.codec.Codec;
import io.waterclock.rdd.RDD;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.listener.BatchInfo;
import io.waterclock.streaming.listener.StreamInputInfo;
import io.waterclock.streaming.listener.StreamingListener;
import io.waterclock.streaming.listener.StreamingListenerBatchCompleted;
import io.waterclock.streaming.source.ReplayableInputDStream;
import io.waterclock.testkit.StreamingTestKit;
import io.waterclock.testkit.TestOutput;
import io.waterclock.testkit.junit.StreamingTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the streaming half does with an input whose source can give its records again, and with one that isn't made well. */
@StreamingTest
class ReplayableInputTest {
    private StreamingTestKit kit;
    private final Log log = new Log();

    @BeforeEach
    void open(StreamingTestKit fresh) {
        kit = fresh;
    }

    private Log.Input logged() {
        Log.Input input = new Log.Input(kit.context(), log);
        kit.collect(input);
        return input;
    }

    private Time batch(int number) {
        return new Time(1_767_348_000_000L + number * 1_000L);
    }

    @Test
    void calls_comeInTheOrderThatIsPromised() {
        Log.Input input = logged();
        log.add(List.of(1, 2));
        kit.advance(1);
        log.add(List.of(3));
        kit.advance(2);
        kit.context().stop(false);
        assertThat(input.calls)
                .containsExactly(
                        "start",
                        "position after nothing",
                        "done 2",
                        "position after 2",
                        "done 3",
                        "position after 3",
                        "done 3",
                        "stop");
    }

    @Test
    void records_areThereUntilNoBatchNeedsThem() {
        Log.Input input = new Log.Input(kit.context(), log);
        TestOutput<Integer> windows = kit.collect(input.window(Duration.ofSeconds(3)));
        for (int i = 1; i <= 5; i++) {
            log.add(List.of(i));
            kit.advance(1);
            assertThat(log.letGo()).isEqualTo(Math.max(0, i - 2));
        }
        assertThat(windows.last()).containsExactly(3, 4, 5);
    }

    @Test
    void remember_keepsRecordsAndPositions() {
        Log.Input input = logged();
        kit.context().remember(Duration.ofSeconds(2));
        log.add(List.of(1));
        kit.advance(4);
        assertThat(input.calls).filteredOn(call -> call.startsWith("done")).hasSize(2);
        assertThat(input.positions()).containsOnlyKeys(batch(3), batch(4));
        assertThat(input.position(batch(4))).isEqualTo(new Log.Range(1, 1));
        assertThat(input.position(batch(1))).isNull();
        assertThatThrownBy(() -> input.saved(batch(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no position for the batch 1767348001000 ms");
        assertThatThrownBy(() -> input.compute(batch(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("what the batch 1767348001000 ms covered isn't known any more");
    }

    @Test
    void position_isInTheInfoOfTheBatch_withTheNumberOfRecords() {
        Log.Input input = logged();
        List<StreamInputInfo> infos = infosOf(input);
        log.add(List.of(1, 2, 3));
        kit.advance(2);
        assertThat(infos).extracting(StreamInputInfo::numRecords).containsExactly(3L, 0L);
        assertThat(infos.get(0).metadata())
                .containsEntry(ReplayableInputDStream.METADATA_KEY_POSITION, new Log.Range(0, 3));
        assertThat(infos.get(0).metadataDescription()).contains("Range[from=0, to=3]");
    }

    @Test
    void numberThatOnlyReadingTells_isSaidToBeUnknown_andOneThatThePositionTells_isTaken() {
        Log.Input filtered = new Log.Input(kit.context(), log) {
            @Override
            protected RDD<Integer> replay(Time batch, Log.Range position) {
                return super.replay(batch, position).filter(n -> n > 1);
            }
        };
        Log.Input told = new Log.Input(kit.context(), log) {
            @Override
            protected RDD<Integer> replay(Time batch, Log.Range position) {
                return super.replay(batch, position).filter(n -> n > 1);
            }

            @Override
            protected long records(Log.Range position) {
                return (long) position.to() - position.from();
            }
        };
        kit.collect(filtered);
        kit.collect(told);
        List<StreamInputInfo> unknown = infosOf(filtered);
        List<StreamInputInfo> known = infosOf(told);
        log.add(List.of(1, 2, 3));
        kit.advance(1);
        assertThat(unknown.get(0).numRecords()).isZero();
        assertThat(unknown.get(0).metadataDescription()).contains("Range[from=0, to=3], whose records are not counted");
        assertThat(known.get(0).numRecords()).isEqualTo(3);
    }

    private List<StreamInputInfo> infosOf(ReplayableInputDStream<?, ?> input) {
        List<StreamInputInfo> infos = new ArrayList<>();
        kit.context().addStreamingListener(new StreamingListener() {
            @Override
            public void onBatchCompleted(StreamingListenerBatchCompleted completed) {
                BatchInfo batch = completed.batchInfo();
                infos.add(batch.streamIdToInputInfo().get(input.id()));
            }
        });
        return infos;
    }

    @Test
    void inputThatNoOutputNeeds_hasNoPositions() {
        Log.Input idle = new Log.Input(kit.context(), log);
        Log.Input needed = logged();
        kit.advance(2);
        assertThat(idle.calls).containsExactly("start");
        assertThat(idle.positions()).isEmpty();
        assertThat(needed.positions()).isNotEmpty();
    }

    // ---- threads

    private static Thread started(Runnable work) {
        Thread thread = new Thread(work, "a program's");
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oldBatchThatTheProgramComputes_whileTheNextIsMade_leavesTheInfoOfTheNextAlone() {
        Log.Input input = logged();
        kit.context().remember(Duration.ofMinutes(1));
        List<StreamInputInfo> infos = infosOf(input);
        Log.Input later = new Log.Input(kit.context(), new Log()) {
            @Override
            protected Log.Range positionOf(Time at, Log.Range previous) {
                if (at.equals(batch(2))) {
                    join(started(() -> input.compute(batch(1))));
                }
                return new Log.Range(0, 0);
            }
        };
        kit.collect(later);
        log.add(List.of(1));
        kit.advance(1);
        log.add(List.of(2, 3));
        kit.advance(1);
        assertThat(infos).extracting(StreamInputInfo::numRecords).containsExactly(1L, 2L);
        assertThat(infos.get(1).metadata())
                .containsEntry(ReplayableInputDStream.METADATA_KEY_POSITION, new Log.Range(1, 3));
    }

    @Test
    void callsOfTheSource_comeOneAtATime_alsoWhenTheProgramComputesAnOldBatch() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> programs = new ArrayList<>();
        Log.Input input = new Log.Input(kit.context(), log) {
            @Override
            protected RDD<Integer> replay(Time at, Log.Range position) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                if (at.equals(batch(2))) {
                    Thread program = started(() -> compute(batch(1)));
                    programs.add(program);
                    while (program.isAlive() && program.getState() != Thread.State.BLOCKED) {
                        Thread.onSpinWait();
                    }
                }
                inside.decrementAndGet();
                return super.replay(at, position);
            }
        };
        kit.collect(input);
        kit.context().remember(Duration.ofMinutes(1));
        kit.advance(2);
        programs.forEach(ReplayableInputTest::join);
        assertThat(programs).hasSize(1);
        assertThat(most).hasValue(1);
    }

    // ---- restoring

    @Test
    void restoredPositions_areToldBeforeTheStart_andTheNextGoesOnBehindTheLast() {
        Log.Input before = logged();
        log.add(List.of(1, 2));
        kit.advance(1);
        byte[] first = before.saved(batch(1));
        log.add(List.of(3));
        kit.advance(1);
        byte[] second = before.saved(batch(2));
        kit.crash();

        log.add(List.of(4));
        Log.Input after = kit.restart(again -> logged());
        after.restore(batch(1), first);
        after.restore(batch(2), second);
        kit.advance(1);
        assertThat(after.calls).startsWith("restored 2", "restored 3", "start", "position after 3");
        assertThat(after.position(batch(3))).isEqualTo(new Log.Range(3, 4));
        assertThat(after.calls).doesNotContain("done 2", "done 3").endsWith("done 4");
    }

    @Test
    void restoredBatch_isToldDone_ifThisRunHasReadIt() {
        Log.Input before = logged();
        kit.context().remember(Duration.ofMinutes(1)); // so nothing is done in this run
        log.add(List.of(1, 2));
        kit.advance(1);
        byte[] first = before.saved(batch(1));
        log.add(List.of(3));
        kit.advance(1);
        byte[] second = before.saved(batch(2));
        kit.crash();

        Log.Input after = kit.restart(again -> logged());
        after.restore(batch(1), first);
        after.restore(batch(2), second);
        kit.start();
        assertThat(after.compute(batch(2)).collect()).containsExactly(3);
        kit.advance(1);
        assertThat(after.calls).doesNotContain("done 2").endsWith("done 3", "done 3");
    }

    @Test
    void clockThatWasSetBackBetweenRuns_isSaid_andNothingIsTakenTwice() {
        Log.Input before = logged();
        log.add(List.of(1));
        kit.advance(1);
        byte[] saved = before.saved(batch(1));
        kit.crash();
        Log.Input after = kit.restart(again -> logged());
        after.restore(batch(600), saved);
        kit.start();
        assertThatThrownBy(() -> kit.advance(1))
                .hasMessageContaining("comes before 1767348600000 ms, the last of the earlier run")
                .hasMessageContaining("The clock was set back since: start again when it is past that");
        assertThat(after.position(batch(2))).isNull();
    }

    @Test
    void restore_isRefused_afterTheStart_outOfOrder_andOfSomethingElse() {
        Log.Input input = logged();
        log.add(List.of(1));
        kit.advance(1);
        byte[] saved = input.saved(batch(1));
        assertThatThrownBy(() -> input.restore(batch(2), saved))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("input at Log.java:")
                .hasMessageContaining("the position of the batch 1767348002000 ms can't be restored after the start");

        kit.crash();
        Log.Input fresh = kit.restart(again -> logged());
        fresh.restore(batch(2), saved);
        assertThatThrownBy(() -> fresh.restore(batch(1), saved))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("can't be restored behind that of 1767348002000 ms");
        byte[] cut = Arrays.copyOf(saved, saved.length - 3);
        assertThatThrownBy(() -> fresh.restore(batch(3), cut))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("Can't read the position of input at Log.java:")
                .hasMessageContaining("in the batch 1767348003000 ms")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.CHECKPOINT_FAILED);
        byte[] others = new Named("x", kit).saved();
        assertThatThrownBy(() -> fresh.restore(batch(3), others))
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("it is not one " + Log.Range.class.getTypeName() + ", but java.lang.String");
        assertThat(fresh.positions()).containsOnlyKeys(batch(2));
    }

    /** An input whose positions are strings. */
    private static final class Named extends ReplayableInputDStream<String, String> {
        private final String name;

        Named(String name, StreamingTestKit kit) {
            super(kit.context(), String.class);
            this.name = name;
        }

        @Override
        protected String positionOf(Time batch, String previous) {
            return name;
        }

        @Override
        protected RDD<String> replay(Time batch, String position) {
            return context().waterclockContext().parallelize(List.of(position));
        }

        byte[] saved() {
            compute(new Time(1_000));
            return saved(new Time(1_000));
        }
    }

    // ---- inputs that aren't made well

    private static final class Offsets {
        private final Map<String, Long> byPartition;

        Offsets(Map<String, Long> byPartition) {
            this.byPartition = byPartition;
        }
    }

    private record Partition(String topic, Thread reader) {}

    private record Positions(Map<Partition, Long> offsets) {}

    private static <P> ReplayableInputDStream<Integer, P> of(StreamingContext context, Class<P> type, P position) {
        return new ReplayableInputDStream<>(context, type) {
            @Override
            protected P positionOf(Time batch, P previous) {
                return position;
            }

            @Override
            protected RDD<Integer> replay(Time batch, P at) {
                return context().waterclockContext().emptyRDD();
            }
        };
    }

    @Test
    void positionWithoutADurableCodec_isRefusedAtTheStart_withWhatToDo() {
        kit.collect(of(kit.context(), Offsets.class, new Offsets(Map.of())));
        assertThatThrownBy(() -> kit.start())
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("There is no codec for " + Offsets.class.getTypeName())
                .hasMessageContaining("needed for the positions of input at ReplayableInputTest.java:")
                .hasMessageContaining("context.codecs().register(Offsets.class, codec)")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.CODEC_MISSING);
        assertThat(kit.context().getState()).isEqualTo(StreamingContextState.STOPPED);
    }

    @Test
    void positionWhoseComponentHasNoCodec_isRefusedAtTheStart() {
        kit.collect(of(kit.context(), Positions.class, new Positions(Map.of())));
        assertThatThrownBy(() -> kit.start())
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("There is no codec for java.lang.Thread");
    }

    /** Where a source is, which each source says in its own way. */
    private interface Place {}

    private record Line(int number) implements Place {}

    private sealed interface Known permits Begin, Unwritable {}

    private record Begin() implements Known {}

    private static final class Unwritable implements Known {}

    private record Places(List<Place> places) {}

    private record KnownPlaces(Known place) {}

    @Test
    void positionWithAComponentThatIsAnInterface_isRefusedAtTheStart_withWhatToDo() {
        kit.collect(of(kit.context(), Places.class, new Places(List.of(new Line(1)))));
        assertThatThrownBy(() -> kit.start())
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("There is no codec for " + Place.class.getTypeName()
                        + " nor for a class of that type, and no record or enum of it is named either, needed for the positions of input at"
                        + " ReplayableInputTest.java:")
                .hasMessageContaining("context.codecs().register(Place.class, codec)");
    }

    @Test
    void positionWithAComponentThatIsASealedInterface_isRefusedAtTheStart_ifOneThatItPermitsHasNoCodec() {
        kit.collect(of(kit.context(), KnownPlaces.class, new KnownPlaces(new Begin())));
        assertThatThrownBy(() -> kit.start())
                .isInstanceOf(WaterclockException.class)
                .hasMessageContaining("There is no codec for " + Unwritable.class.getTypeName());
    }

    @Test
    void positionWithAComponentThatIsAnInterface_isRestored_ifARecordOfItIsNamed() {
        kit.waterclockContext().codecs().register(Line.class);
        var before = of(kit.context(), Places.class, new Places(List.of(new Line(1))));
        kit.collect(before);
        kit.advance(1);
        byte[] saved = before.saved(batch(1));
        kit.crash();
        var after = kit.restart(again -> {
            kit.waterclockContext().codecs().register(Line.class);
            return of(kit.context(), Places.class, new Places(List.of()));
        });
        after.restore(batch(1), saved);
        assertThat(after.position(batch(1))).isEqualTo(new Places(List.of(new Line(1))));
    }

    /** What the JDK has classes with codecs for. */
    private record Everyday(
            Object any,
            Comparable<?> comparable,
            java.io.Serializable serializable,
            Number number,
            CharSequence text,
            Iterable<?> some,
            java.util.Collection<?> collection,
            List<?> list,
            java.util.Set<?> set,
            java.util.SortedSet<?> sortedSet,
            java.util.NavigableSet<?> navigableSet,
            java.util.Queue<?> queue,
            java.util.Deque<?> deque,
            Map<?, ?> map,
            SortedMap<?, ?> sorted,
            java.util.NavigableMap<?, ?> navigable,
            Map.Entry<?, ?> entry,
            java.time.ZoneId zone,
            java.time.temporal.Temporal temporal,
            StreamingContextState state,
            int plain) {}

    @Test
    void positionOfInterfacesThatClassesOfTheJdkHave_isTaken() {
        kit.collect(of(
                kit.context(),
                Everyday.class,
                new Everyday(
                        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                        null, null, null, null, 1)));
        kit.advance(1);
    }

    @Test
    void positionWithACodecOfTheProgram_isTaken_andRestored() {
        Codec<Offsets> codec = Codec.of(
                (value, out) -> out.writeLong(value.byPartition.get("p")),
                in -> new Offsets(Map.of("p", in.readLong())));
        kit.waterclockContext().codecs().register(Offsets.class, codec);
        var before = of(kit.context(), Offsets.class, new Offsets(Map.of("p", 7L)));
        kit.collect(before);
        kit.advance(1);
        byte[] saved = before.saved(batch(1));
        kit.crash();
        var after = kit.restart(again -> {
            kit.waterclockContext().codecs().register(Offsets.class, codec);
            return of(kit.context(), Offsets.class, new Offsets(Map.of("p", 8L)));
        });
        after.restore(batch(1), saved);
        SortedMap<Time, Offsets> positions = after.positions();
        assertThat(positions.get(batch(1)).byPartition).isEqualTo(Map.of("p", 7L));
    }

    private WaterclockException failure() {
        try {
            kit.advance(1);
        } catch (WaterclockException e) {
            return e;
        }
        throw new AssertionError("The batch should have failed");
    }

    @Test
    void positionThatIsNull_failsTheBatch_withWhatToDo() {
        kit.collect(of(kit.context(), String.class, null));
        assertThat(failure())
                .hasMessageContaining("input at ReplayableInputTest.java:")
                .hasMessageContaining("positionOf returned null for the batch 1767348001000 ms")
                .hasMessageContaining("a batch without records has a position too")
                .extracting(e -> e.code())
                .isEqualTo(ErrorCode.BATCH_GENERATION_FAILED);
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // as a program that doesn't look at types
    void positionOfAnotherType_failsTheBatch() {
        kit.collect((ReplayableInputDStream<Integer, ?>) of(kit.context(), (Class) String.class, 5));
        assertThat(failure())
                .hasMessageContaining(
                        "positionOf gave a java.lang.Integer for the batch 1767348001000 ms, and not a java.lang.String");
    }

    @Test
    void positionThatCantBeTold_failsTheBatch_namingInputAndBatch() {
        Log.Input input = new Log.Input(kit.context().graph(), log) {
            @Override
            protected Log.Range positionOf(Time batch, Log.Range previous) {
                throw new IllegalStateException("no answer");
            }
        };
        kit.collect(input.named("orders"));
        assertThat(failure())
                .hasMessageContaining("\"orders\" (logStream at Log.java:")
                .hasMessageContaining("positionOf failed for the batch 1767348001000 ms")
                .hasRootCauseMessage("no answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "null", "foreign"})
    void replayThatFails_returnsNull_orAnRddOfAnotherContext_failsTheBatch(String fault) {
        try (WaterclockContext other = new WaterclockContext(
                new WaterclockConf(false).setMaster("inline").setAppName("other"))) {
            kit.collect(new Log.Input(kit.context(), log) {
                @Override
                protected RDD<Integer> replay(Time batch, Log.Range position) {
                    if (fault.equals("throws")) {
                        throw new IllegalStateException("gone");
                    }
                    return fault.equals("null") ? null : other.emptyRDD();
                }
            });
            assertThat(failure())
                    .hasMessageContaining(
                            switch (fault) {
                                case "throws" ->
                                    "replay failed for the batch 1767348001000 ms: java.lang.IllegalStateException: gone";
                                case "null" -> "replay returned null for the batch 1767348001000 ms; return an RDD";
                                default -> "replay gave an RDD of another WaterclockContext";
                            });
        }
    }

    @Test
    void doneThatFails_isLogged_andTheProgramGoesOn() {
        Log.Input input = new Log.Input(kit.context(), log) {
            @Override
            protected void done(Time batch, Log.Range position) {
                super.done(batch, position);
                throw new IllegalStateException("no answer");
            }
        };
        TestOutput<Integer> out = kit.collect(input);
        log.add(List.of(1));
        kit.advance(2);
        assertThat(out.batches()).containsExactly(List.of(1), List.of());
        assertThat(input.calls).filteredOn(call -> call.startsWith("done")).hasSize(2);
    }
}
