// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.task;

import io.waterclock.engine.embedded.closure.FunctionBinder;
import io.waterclock.engine.embedded.memory.ChunkSize;
import io.waterclock.engine.embedded.shuffle.CombineRoom;
import io.waterclock.engine.embedded.shuffle.MapOutput;
import io.waterclock.engine.embedded.shuffle.RawBuckets;
import io.waterclock.engine.embedded.shuffle.Room;
import io.waterclock.function.Sneaky;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.NarrowKind;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.ZeroValue;
import io.waterclock.source.ChunkReader;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A chain of narrow operators between two barriers, and what stands at its end. Made once a stage; each attempt at a
 * partition runs through it with a {@link Run} of its own.
 *
 * <p>Records are pushed through the chain within a chunk, and chunks are pulled from the reader below. A chain can be
 * left in the middle of a flatMap's iterator and gone on with ({@link #reader}), so that what is not asked for is not
 * computed.
 */
@SuppressWarnings("NullAway") // fields of a Run are set by the end that uses them
public final class Pipeline {
    /** A task of so many records is always timed. */
    private static final int WORTH_TIMING = 256;

    /** Of smaller ones, one in so many. */
    private static final int TIMED_OF_TINY = 16;

    private final List<NarrowKind> kinds;
    private final Operator[] operators;
    private final FunctionBinder.Bound[] functions;
    private final End end;
    private final FunctionBinder.@Nullable Bound endFunction;
    private final StageProfile profile;
    private volatile @Nullable Interpreter interpreter;

    private Pipeline(
            List<NarrowKind> kinds,
            Operator[] operators,
            FunctionBinder.Bound[] functions,
            End end,
            FunctionBinder.@Nullable Bound endFunction,
            StageProfile profile) {
        this.kinds = kinds;
        this.operators = operators;
        this.functions = functions;
        this.end = end;
        this.endFunction = endFunction;
        this.profile = profile;
    }

    /**
     * @param chain the operators, first one first
     * @param endOperator what an error at the end names
     * @param bound the functions of operators
     */
    public static Pipeline of(
            List<Lineage.Narrow> chain,
            End end,
            Operator endOperator,
            FunctionBinder.@Nullable Bound endFunction,
            Function<Lineage, FunctionBinder.Bound> bound,
            StageProfiles profiles) {
        int n = chain.size();
        NarrowKind[] kinds = new NarrowKind[n];
        Class<?>[] classes = new Class<?>[n];
        Operator[] operators = new Operator[n + 1];
        FunctionBinder.Bound[] functions = new FunctionBinder.Bound[n];
        for (int i = 0; i < n; i++) {
            Lineage.Narrow node = chain.get(i);
            kinds[i] = node.kind();
            operators[i] = node.operator();
            functions[i] = bound.apply(node);
            classes[i] = functions[i].forAttemptClass();
        }
        operators[n] = endOperator;
        List<NarrowKind> kindList = List.of(kinds);
        StageProfile profile = profiles.of(new StageProfile.Shape(
                kindList, List.of(classes), end, endFunction == null ? List.of() : endFunction.forAttemptClasses()));
        return new Pipeline(kindList, operators, functions, end, endFunction, profile);
    }

    /** What runs it as long as it has no loops of its own. */
    private Interpreter interpreter() {
        Interpreter known = interpreter;
        if (known == null) {
            known = new Interpreter(kinds.toArray(NarrowKind[]::new), end.shared());
            interpreter = known; // without a lock: two threads may make one each, and either will do
        }
        return known;
    }

    private Run newRun(Task task) {
        Object[] own = new Object[functions.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = functions[i].forAttempt();
        }
        return new Run(own, endFunction == null ? null : endFunction.forAttempt(), task);
    }

    /** Whether several threads may run through it for one attempt: its functions hold nothing that can change. */
    public boolean isSplittable() {
        for (FunctionBinder.Bound function : functions) {
            if (!function.isImmutable()) {
                return false;
            }
        }
        return endFunction == null || endFunction.isImmutable();
    }

    /** How long a record took lately, in nanoseconds; negative while that isn't known. */
    public double nanosPerRecord() {
        return profile.nanosPerRecord();
    }

    /** Notes how long a task has taken, from its beginning on: with what opening its input did, where a shuffle's merge is. */
    public void took(long records, Task task) {
        if (records >= WORTH_TIMING || records > 0 && isSample(task)) {
            profile.took(task.nanosSinceBegin(), records);
        }
    }

    /** Of tiny tasks of a known stage: what all threads write for each is dearer than the task. */
    private boolean isSample(Task task) {
        return task.context().partitionId() % TIMED_OF_TINY == 0 || profile.nanosPerRecord() < 0;
    }

    // ---- the ends

    public long count(ChunkReader in, Task task) {
        Run run = newRun(task);
        drive(in, run, task);
        return run.count;
    }

    public Object[] collect(ChunkReader in, Task task, int atMost) {
        Run run = newRun(task);
        run.out = new Object[Math.min(atMost, 16)];
        run.limit = atMost;
        if (atMost > 0) {
            drive(in, run, task);
        }
        return run.size == run.out.length ? run.out : Arrays.copyOf(run.out, run.size);
    }

    public void foreach(ChunkReader in, Task task) {
        drive(in, newRun(task), task);
    }

    public Object[] reduce(ChunkReader in, Task task) {
        Run run = newRun(task);
        drive(in, run, task);
        return run.some ? new Object[] {run.accumulator} : new Object[0];
    }

    public Object aggregate(ChunkReader in, Task task, ZeroValue<?> zero) {
        Run run = newRun(task);
        run.accumulator = zero.copy();
        drive(in, run, task);
        return run.accumulator;
    }

    public MapOutput combine(ChunkReader in, Task task, Partitioner partitioner, Room room) {
        Run run = newRun(task);
        CombineRoom combined = new CombineRoom(partitioner, room, profile.expected());
        run.table = combined.table();
        drive(in, run, task);
        profile.holds(run.table, true);
        try {
            return combined.finish();
        } catch (RuntimeException e) {
            throw OperatorFailure.of(operators[operators.length - 1], -1, e);
        }
    }

    /**
     * @param firstOnly whether all but the first pair of a key may be left out
     */
    public MapOutput buckets(ChunkReader in, Task task, Partitioner partitioner, boolean firstOnly, Room room) {
        Run run = newRun(task);
        run.buckets = new RawBuckets(partitioner, firstOnly, room);
        drive(in, run, task);
        return run.buckets.finish();
    }

    // ---- driving

    private void drive(ChunkReader in, Run run, Task task) {
        boolean limited = end == End.BUFFER && run.limit != Integer.MAX_VALUE;
        profile.saw(0, run.functions, run.terminalFunction);
        ChunkSize size = in.isInMemory() ? null : task.chunkSize();
        long records = 0;
        Loop loop = null;
        boolean own = false;
        while (!run.stop) {
            task.checkCancelled();
            if (!own) {
                Specializer.Stage specialized = profile.specialized();
                if (specialized != null) {
                    loop = specialized.loop();
                    own = true;
                } else if (loop == null) {
                    loop = interpreter().loop();
                }
            }
            if (!next(in, ask(size, limited ? run : null))) {
                break;
            }
            int from = in.from;
            long before = run.count;
            try {
                loop.run(in.array, from, in.to, run);
            } catch (Throwable t) {
                throw failure(run, records, t);
            }
            int seen = in.to - from;
            records += seen;
            if (size != null) {
                size.saw(in);
            }
            if (!own) {
                if (run.table != null) {
                    profile.holds(run.table, false);
                }
                profile.saw(Math.max(seen, run.count - before), run.functions, run.terminalFunction);
            }
        }
        took(records, task);
    }

    /**
     * No more than fit and are missing, where asking computes; the loop stops in the middle of a chunk anyway.
     *
     * @param size null for what is in memory
     * @param limited null where all are wanted
     */
    private static int ask(@Nullable ChunkSize size, @Nullable Run limited) {
        if (size == null) {
            return ChunkReader.CHUNK;
        }
        return limited == null ? size.most() : Math.min(size.most(), limited.limit - limited.size);
    }

    private static boolean next(ChunkReader in, int ask) {
        try {
            return in.next(ask);
        } catch (Exception e) {
            throw Sneaky.unchecked(e); // readers below are guarded: this names its operator already
        }
    }

    private RuntimeException failure(Run run, long before, Throwable t) {
        return OperatorFailure.of(operators[run.failedOperator()], before + run.record, t);
    }

    /** The records at the end of a chain that ends in {@link End#BUFFER}, computed as they are asked for. */
    public ChunkReader reader(ChunkReader in, Task task) {
        return new Pulled(in, task);
    }

    private final class Pulled extends ChunkReader {
        private final ChunkReader in;
        private final @Nullable ChunkSize size;
        private final Task task;
        private final Run run;
        private Loop loop;
        private @Nullable Push[] flatMaps;
        private boolean own;
        private @Nullable RuntimeException failure;
        private long before;
        private int at;
        private int end;

        Pulled(ChunkReader in, Task task) {
            this.in = in;
            this.size = in.isInMemory() ? null : task.chunkSize();
            this.task = task;
            this.run = newRun(task);
            this.loop = interpreter().loop();
            this.flatMaps = new Push[kinds.size()];
            profile.saw(0, run.functions, run.terminalFunction);
            changeOver();
            run.out = new Object[16];
            this.array = run.out;
        }

        /** To loops of its own, when there are any; not while iterators are left behind, which the other form can't find. */
        private void changeOver() {
            Specializer.Stage specialized = profile.specialized();
            if (specialized != null && !own && run.pendingCount == 0) {
                loop = specialized.loop();
                flatMaps = specialized.flatMaps();
                own = true;
            }
        }

        @Override
        public boolean next(int max) {
            RuntimeException failed = failure;
            if (failed != null) {
                failure = null;
                throw failed;
            }
            run.size = 0;
            run.limit = Math.min(max, CHUNK);
            run.stop = false;
            try {
                resume();
                fill();
            } catch (OperatorFailure f) {
                // what was computed before it is given first; who catches the failure goes on behind its record
                if (run.size == 0) {
                    throw f;
                }
                failure = f;
            }
            array = run.out;
            from = 0;
            to = run.size;
            return to > 0;
        }

        private void fill() {
            while (!run.stop && refill()) {
                int from = at;
                try {
                    at = loop.run(in.array, from, end, run);
                } catch (Throwable t) {
                    RuntimeException f = failure(run, before, t);
                    at = (int) Math.min(end, from + run.record + 1);
                    before += at - from;
                    run.forgetFailure();
                    throw f;
                }
                before += at - from;
            }
        }

        private boolean refill() {
            if (at < end) {
                return true;
            }
            task.checkCancelled();
            changeOver();
            if (!Pipeline.next(in, ask(size, run))) {
                return false;
            }
            if (size != null) {
                size.saw(in);
            }
            at = in.from;
            end = in.to;
            if (!own) {
                profile.saw(end - at, run.functions, run.terminalFunction);
            }
            return true;
        }

        private void resume() {
            for (int operator = kinds.size() - 1; run.pendingCount > 0 && !run.stop && operator >= 0; operator--) {
                if (run.pending[operator] == null) {
                    continue;
                }
                try {
                    Push own = flatMaps[operator];
                    if (own != null) {
                        own.resume(run);
                    } else {
                        interpreter().resume(operator, run);
                    }
                } catch (Throwable t) {
                    run.record = -1;
                    RuntimeException f = failure(run, before, t);
                    run.forgetFailure();
                    throw f;
                }
            }
        }
    }

    /** A copy with room for {@code atLeast}, about twice as long. */
    static Object[] grow(Object[] array, int atLeast) {
        int most = Integer.MAX_VALUE - 8;
        if (atLeast > most || atLeast < 0) {
            throw new OutOfMemoryError("a partition has more than " + most + " records to keep; use more partitions");
        }
        return Arrays.copyOf(array, (int) Math.min(most, Math.max(16, Math.max(atLeast, array.length * 2L))));
    }
}
