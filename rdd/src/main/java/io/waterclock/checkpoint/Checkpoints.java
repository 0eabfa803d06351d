// SPDX-License-Identifier: Apache-2.0
package io.waterclock.checkpoint;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.rdd.Action;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a context: asked for, and made after the next job that reads them. Safe for any thread.
 *
 * <p>A node whose checkpoint is asked for gets a {@link Lineage.Checkpoint} over it, which the façade describes from then on.
 * What was derived before still names the node itself; jobs are planned with the other in its place. When the records are
 * written the checkpoint's parent is exchanged for them. Nothing here holds on to a node that the program has let go.
 */
public final class Checkpoints {

    private static final System.Logger LOG = System.getLogger("io.waterclock.checkpoint");

    /** Makes checkpoints: what of it isn't our own. */
    public interface Runner {

        /** Runs the job that makes a checkpoint, and no other after it. */
        <R> List<R> run(Lineage lineage, List<Integer> partitions, Action<R> action, Operator operator);

        /** {@link io.waterclock.engine.Engine#secure}. */
        List<Integer> secure(Lineage node);

        /** Nothing reads the node any more, since its checkpoint is made. */
        void letGo(Lineage node);
    }

    private enum State {
        ASKED_FOR,
        BEING_MADE,
        MADE,

        /** Could not be made, which was said; asking once more tries once more. */
        NOT_MADE
    }

    private static final class Entry {
        private final int rddId;
        private final Operator operator;
        private boolean local;
        private State state = State.ASKED_FOR;
        private @Nullable String path;

        Entry(int rddId, Operator operator, boolean local) {
            this.rddId = rddId;
            this.operator = operator;
            this.local = local;
        }
    }

    private final Runner runner;

    /** Tells apart what this context has written; what has no codec only it can read back. */
    private final String writer = UUID.randomUUID().toString();

    /** Weak until the checkpoint is made, since till then it refers to the node; after that as long as the node is there. */
    private final Map<Lineage, Supplier<Lineage.@Nullable Checkpoint>> standIns = new WeakHashMap<>();

    private final Map<Lineage, Entry> entries = new WeakHashMap<>();
    private @Nullable Path directory;
    private volatile boolean any;
    private volatile boolean anyAskedFor;

    public Checkpoints(Runner runner) {
        this.runner = runner;
    }

    // ---- where to

    /** Makes a directory of this context's own in {@code path}, which is made if need be. */
    public void setDirectory(String path) {
        Path own = CheckpointFiles.makeDirectory(path, writer);
        synchronized (entries) {
            directory = own;
        }
    }

    /** The context's own directory, or null. */
    public @Nullable String directory() {
        synchronized (entries) {
            return directory == null ? null : directory.toString();
        }
    }

    // ---- asking

    /**
     * Asks for one; the answer stands for the node from now on.
     *
     * @param mark marks it for keeping, where it is to be kept: before any job can see it. Must not come back here
     */
    public Lineage.Checkpoint ask(Lineage node, int rddId, boolean local, Consumer<Lineage.Checkpoint> mark) {
        Operator operator = Operator.here(local ? "localCheckpoint" : "checkpoint");
        synchronized (entries) {
            if (!local && directory == null) {
                throw new WaterclockException(
                        ErrorCode.CHECKPOINT_DIRECTORY_MISSING,
                        operator
                                + ": there is no directory to write to. Call WaterclockContext.setCheckpointDir(directory)"
                                + " before");
            }
            Lineage now = standsFor(node);
            if (now instanceof Lineage.Checkpoint known && entries.get(known) != null) {
                askAgain(known, entries.get(known), local, mark);
                return known;
            }
            Lineage.Checkpoint standIn = new Lineage.Checkpoint(node.operator(), node);
            mark.accept(standIn);
            standIns.put(node, new WeakReference<>(standIn)::get);
            entries.put(standIn, new Entry(rddId, operator, local));
            any = true;
            anyAskedFor = true;
            return standIn;
        }
    }

    private void askAgain(Lineage.Checkpoint known, Entry entry, boolean local, Consumer<Lineage.Checkpoint> mark) {
        if (entry.state == State.NOT_MADE) {
            entry.state = State.ASKED_FOR;
            entry.local = local;
            anyAskedFor = true;
        }
        if (local && entry.state == State.ASKED_FOR) {
            mark.accept(known);
            entry.local = true;
        }
    }

    /** Whether there is any, so that a plan has to ask. */
    public boolean any() {
        return any;
    }

    /** {@link io.waterclock.rdd.Marks#standsFor}. */
    public Lineage standsFor(Lineage node) {
        if (!any) {
            return node;
        }
        synchronized (entries) {
            Supplier<Lineage.@Nullable Checkpoint> standIn = standIns.get(node);
            Lineage.Checkpoint known = standIn == null ? null : standIn.get();
            return known == null ? node : known;
        }
    }

    public boolean isMade(Lineage node) {
        synchronized (entries) {
            Entry entry = entries.get(standsFor(node));
            return entry != null && entry.state == State.MADE;
        }
    }

    /** Where its files are, or null. */
    public @Nullable String path(Lineage node) {
        synchronized (entries) {
            Entry entry = entries.get(standsFor(node));
            return entry == null ? null : entry.path;
        }
    }

    // ---- making

    /** Makes those that the lineage of a job reads; on the thread that ran it. */
    public void afterJob(Lineage lineage) {
        if (!anyAskedFor) {
            return;
        }
        Map<Lineage.Checkpoint, Entry> claimed = claim(lineage);
        try {
            claimed.forEach(this::make);
        } finally {
            synchronized (entries) {
                for (Entry entry : claimed.values()) {
                    if (entry.state == State.BEING_MADE) {
                        entry.state = State.ASKED_FOR; // tried again after the next job
                        anyAskedFor = true;
                    }
                }
            }
        }
    }

    private void make(Lineage.Checkpoint node, Entry entry) {
        Lineage before = node.parent();
        boolean made = entry.local ? keep(node, entry) : write(node, entry);
        synchronized (entries) {
            entry.state = made ? State.MADE : State.NOT_MADE;
            if (made) {
                standIns.put(before, () -> node);
            }
        }
        if (made) {
            runner.letGo(before);
        }
    }

    /** The ones asked for that are read first, and no others below them: after these are made, those aren't reached. */
    private Map<Lineage.Checkpoint, Entry> claim(Lineage top) {
        Map<Lineage.Checkpoint, Entry> claimed = new LinkedHashMap<>(2);
        Set<Lineage> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Lineage> todo = new ArrayDeque<>(List.of(top));
        synchronized (entries) {
            while (!todo.isEmpty()) {
                Lineage node = standsFor(todo.pop());
                if (!seen.add(node)) {
                    continue;
                }
                Entry entry = entries.get(node);
                if (entry != null && entry.state == State.ASKED_FOR) {
                    entry.state = State.BEING_MADE;
                    claimed.put((Lineage.Checkpoint) node, entry);
                } else {
                    todo.addAll(node.parents());
                }
            }
            anyAskedFor = entries.values().stream().anyMatch(entry -> entry.state == State.ASKED_FOR);
        }
        return claimed;
    }

    /** Cuts only what the engine has promised to keep. */
    private boolean keep(Lineage.Checkpoint node, Entry entry) {
        List<Integer> missing = runner.secure(node);
        int before = Integer.MAX_VALUE;
        while (!missing.isEmpty() && missing.size() < before) { // others may take their room again
            before = missing.size();
            runner.run(node, missing, new Action.Count(), entry.operator);
            missing = runner.secure(node);
        }
        int n = node.numPartitions();
        if (missing.isEmpty()) {
            node.cut(new Lineage.Source(node.operator(), new LostPartitions(entry.operator.label(), n)));
            return true;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                entry.operator + " is not made: " + missing.size() + " of " + n + " partitions (the first is "
                        + missing.get(0) + ") could not be kept. Either the RDD was unpersisted meanwhile, or they fit"
                        + " neither in memory nor on disk. It is computed as before; call localCheckpoint() once more to try"
                        + " again, or checkpoint()");
        return false;
    }

    private boolean write(Lineage.Checkpoint node, Entry entry) {
        Path own;
        synchronized (entries) {
            own = directory;
        }
        if (own == null) {
            throw new IllegalStateException("the directory is set before a checkpoint is asked for");
        }
        CheckpointFiles files = new CheckpointFiles(own.resolve("rdd-" + entry.rddId), writer, entry.operator);
        files.write(node.numPartitions(), write -> {
            runner.run(node, partitions(node.numPartitions()), new Action.Process<>(write), entry.operator);
        });
        node.cut(new Lineage.Source(node.operator(), files.read()));
        synchronized (entries) {
            entry.path = files.directory().toString();
        }
        return true;
    }

    private static List<Integer> partitions(int n) {
        List<Integer> all = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            all.add(i);
        }
        return all;
    }

    /** What a checkpoint that is there on disk holds. */
    public CheckpointSource<?> open(String path) {
        Operator operator = Operator.here("checkpointFile");
        return new CheckpointFiles(CheckpointFiles.local("checkpointFile", path), writer, operator).read();
    }
}
