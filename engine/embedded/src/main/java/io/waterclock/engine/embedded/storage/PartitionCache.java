// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.storage;

import io.waterclock.WaterclockException;
import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.EngineMemory;
import io.waterclock.engine.embedded.memory.MemoryBudget;
import io.waterclock.engine.embedded.memory.OutputMissing;
import io.waterclock.engine.embedded.memory.WeakKeys;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.StorageLevel;
import io.waterclock.source.ChunkReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Partitions of nodes that are marked for keeping, in the form of their level and within the budget. A partition is computed
 * once: a second task that wants it waits for the first. Held until the node is dropped or collected, or its memory is needed: then
 * what was used longest ago goes, to disk if the level has it. What is being read stays, and no partition makes room for another
 * of its node.
 *
 * <p>A partition that doesn't fit while it is computed is written to disk from there on; without a disk in its level its task
 * reads what there is and goes on computing, and nothing is kept.
 *
 * <p>Two kinds of lock. One a partition is held while it is computed, stored or brought back. The monitor of this guards everything else and is
 * held for moments: never while anything is computed, written or read. Evicting takes only the monitor, since whoever asks for memory
 * may hold locks of partitions.
 */
public final class PartitionCache {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");

    private final EngineMemory memory;
    private final WeakKeys<Lineage, KeptNode> nodes = new WeakKeys<>();
    private final Shelf onHeap = new Shelf();
    private final Shelf offHeap = new Shelf();
    private boolean closed;
    private final AtomicBoolean saidOneCopy = new AtomicBoolean();

    /** How a partition's records are made; read by the caller's thread alone. */
    @FunctionalInterface
    public interface Source {
        ChunkReader open() throws Exception;
    }

    /**
     * What is to be read.
     *
     * @param wanted whether the node is still to be kept at this level; looked at before the partition is put with the others
     * @param alive called now and then; throws when the job is over
     */
    public record Request(
            Lineage node, int partition, StorageLevel level, Codecs codecs, BooleanSupplier wanted, Runnable alive) {}

    public PartitionCache(EngineMemory memory) {
        this.memory = memory;
        memory.budget().add(new Evicting(onHeap));
        memory.slabs().budget().add(new Evicting(offHeap));
    }

    private final class Evicting implements MemoryBudget.Evictor {
        private final Shelf shelf;

        Evicting(Shelf shelf) {
            this.shelf = shelf;
        }

        @Override
        public long evictable(@Nullable Object spared) {
            forgetCollected();
            synchronized (PartitionCache.this) {
                return shelf.bytesBut(spared);
            }
        }

        @Override
        public long evict(long bytes, @Nullable Object spared) {
            return PartitionCache.this.evict(shelf, bytes, spared);
        }
    }

    /**
     * The records of a kept partition, computed and kept if need be. Close the reader, or read it to its end, so that the partition
     * can be evicted again.
     *
     * <p>Computing may ask for partitions of other nodes: only of nodes upstream, so that waiting can't go round in a
     * circle.
     *
     * @throws InterruptedException while waiting for another task
     * @throws OutputMissing from the reader, when the rest of a partition on disk is lost
     */
    public ChunkReader read(Request request, Source source) throws Exception {
        KeptNode node = node(request);
        Block block = use(node, request.partition);
        if (block != null && block.memory != null) { // it stays there while it is used
            return new BlockReader(block, block.memory.open());
        }
        release(block);
        ReentrantLock lock = node.locks[request.partition];
        lock.lockInterruptibly();
        try {
            ChunkReader found = readKept(node, request);
            return found != null ? found : store(node, request, source.open());
        } finally {
            lock.unlock();
        }
    }

    private KeptNode node(Request request) {
        forgetCollected();
        synchronized (this) {
            return nodes.getOrMake(
                    request.node,
                    () -> new KeptNode(request.node.operator(), request.codecs, request.node.numPartitions()));
        }
    }

    // ---- reading what is kept

    private @Nullable ChunkReader readKept(KeptNode node, Request request) throws IOException {
        Block block = use(node, request.partition);
        if (block == null) {
            return null;
        }
        Records there = block.memory;
        if (there != null) {
            return new BlockReader(block, there.open());
        }
        BlockReader reader = null;
        try {
            Records brought = request.level.useMemory() ? bringBack(block, request) : null;
            ChunkReader in = brought == null ? onDisk(block).open() : brought.open();
            reader = new BlockReader(block, in);
            reader.begin();
            return reader;
        } catch (IOException e) {
            lost(block, e);
            if (reader == null) {
                release(block);
            } else {
                reader.close();
            }
            return null;
        }
    }

    private static Records onDisk(Block block) {
        if (block.disk == null) {
            throw new IllegalStateException("a kept partition is nowhere");
        }
        return block.disk;
    }

    /** What was evicted comes back where there is room that nobody uses; its file stays for the next time. */
    private @Nullable Records bringBack(Block block, Request request) throws IOException {
        StorageLevel asked = request.level;
        StorageLevel level =
                StorageLevel.create(false, true, asked.useOffHeap(), asked.deserialized(), asked.replication());
        Builder builder = builder(level, block.node, MemoryBudget.EVERYTHING);
        Records brought = null;
        try (ChunkReader in = onDisk(block).open()) {
            while (!builder.isFull() && in.next(builder.ask())) {
                request.alive.run();
                builder.add(in.array, in.from, in.to);
            }
            builder.end();
            if (builder.isFull()) {
                return null;
            }
            brought = builder.finish();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // files throw no other
        } finally {
            if (brought == null) {
                builder.abort();
            }
        }
        synchronized (this) {
            block.memory = brought;
            if (!block.dropped) {
                shelfOf(brought).add(block);
            }
        }
        return brought;
    }

    private synchronized @Nullable Block use(KeptNode node, int partition) {
        Block block = node.blocks[partition];
        if (block != null) {
            block.users++;
            if (block.memory != null) {
                shelfOf(block.memory).used(block);
            }
        }
        return block;
    }

    private void release(@Nullable Block block) {
        if (block != null) {
            boolean over;
            synchronized (this) {
                block.users--;
                over = block.dropped && block.users == 0;
            }
            if (over) {
                block.free();
            }
        }
    }

    private Shelf shelfOf(Records records) {
        return records instanceof EncodedRecords encoded && encoded.isOffHeap() ? offHeap : onHeap;
    }

    /** A file that can't be read: the partition is forgotten, and whoever needs it computes it. */
    private void lost(Block block, IOException cause) {
        boolean first;
        boolean secured;
        synchronized (this) {
            secured = block.node.secured;
            first = !block.node.saidLost && !closed && !block.dropped;
            block.node.saidLost |= first;
            forget(block);
        }
        if (first) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Partition " + block.partition + " of " + block.node.operator
                            + ", which was kept on disk, can't be read (" + cause + "). "
                            + (secured
                                    ? "It is lost: what it was computed from was let go"
                                    : "It is computed again, as are others that are lost"),
                    cause);
        }
    }

    // ---- computing and keeping

    private ChunkReader store(KeptNode node, Request request, ChunkReader in) throws Exception {
        StorageLevel level = request.level;
        Builder builder = builder(level, node, node);
        boolean given = false;
        try {
            boolean more = true;
            while (more) {
                more = in.next(builder.ask());
                request.alive.run();
                int taken = in.to;
                if (more) {
                    taken = builder.add(in.array, in.from, in.to);
                } else {
                    builder.end();
                }
                if (builder.isFull()) {
                    Builder onDisk =
                            level.useDisk() && builder instanceof ObjectBuilder objects ? onDisk(node, objects) : null;
                    if (onDisk == null) {
                        Object[] rest = Arrays.copyOfRange(in.array, taken, in.to);
                        ChunkReader handedOver = new HandedOver(builder.finish(), rest, in, builder.ask());
                        given = true;
                        return handedOver;
                    }
                    builder.abort();
                    builder = onDisk;
                    if (!more) {
                        builder.end();
                    }
                }
            }
            Records records = builder.finish();
            given = true;
            return put(node, request, records);
        } finally {
            if (!given) {
                builder.abort();
            }
        }
    }

    private Builder builder(StorageLevel level, KeptNode node, Object spared) throws IOException {
        return level.deserialized() && level.useMemory()
                ? new ObjectBuilder(memory, spared)
                : new EncodedBuilder(
                        new BytesBuilder(level, memory, spared), node.codecs, node.operator + ", which is kept");
    }

    /** The records so far, written to disk; null when they can't be, which is said. */
    private @Nullable Builder onDisk(KeptNode node, ObjectBuilder objects) {
        Builder builder = null;
        try {
            builder = builder(StorageLevel.DISK_ONLY, node, node);
            for (Object[] chunk : objects.chunks()) {
                builder.add(chunk, 0, chunk.length);
            }
            return builder;
        } catch (IOException | WaterclockException e) {
            if (builder != null) {
                builder.abort();
            }
            unwritable(node, e);
            return null;
        }
    }

    private ChunkReader put(KeptNode node, Request request, Records records) throws IOException {
        sayOneCopy(request);
        Block block = new Block(node, request.partition, request.level.useDisk(), records);
        synchronized (this) {
            // who ends the keeping takes the mark away before it drops what is there
            if (!closed && nodes.get(request.node) == node && request.wanted.getAsBoolean()) {
                node.blocks[request.partition] = block;
                node.present++;
                if (block.memory != null) {
                    shelfOf(block.memory).add(block);
                }
            } else {
                block.dropped = true;
            }
        }
        return new BlockReader(block, records.open());
    }

    private void sayOneCopy(Request request) {
        if (request.level.replication() > 1 && !saidOneCopy.getAndSet(true)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "The storage level of {0} asks for {1} copies: this engine is one process, and keeps one",
                    request.node.operator(),
                    request.level.replication());
        }
    }

    // ---- evicting

    private long evict(Shelf shelf, long bytes, @Nullable Object spared) {
        long freed = 0;
        while (freed < bytes) {
            Block block;
            Records toWrite;
            synchronized (this) {
                block = shelf.eldestBut(spared);
                if (block == null) {
                    return freed;
                }
                shelf.remove(block);
                block.users++;
                toWrite = (block.mayGoToDisk || block.node.secured) && block.disk == null ? block.memory : null;
            }
            freed += evict(shelf, block, toWrite != null, toWrite == null ? null : write(block.node, toWrite));
        }
        return freed;
    }

    /**
     * The block is taken off its shelf, and used by us.
     *
     * @param tried whether it was to be written
     * @param written its copy on disk, when there was none before and one could be made
     */
    private long evict(Shelf shelf, Block block, boolean tried, @Nullable Records written) {
        long freed = 0;
        Records taken = null;
        synchronized (this) {
            if (written != null) {
                block.disk = written;
            }
            if (block.users > 1) { // somebody has begun to read it meanwhile
                if (!block.dropped) {
                    shelf.add(block);
                }
            } else if (!block.dropped && block.disk == null && block.node.secured) {
                if (!tried) {
                    shelf.add(block); // secured since we looked
                } // else it stays in memory, and nobody looks for it on the shelf any more
            } else if (!block.dropped) {
                taken = block.memory;
                freed = block.bytesInMemory();
                if (block.disk == null) {
                    forget(block);
                }
                block.memory = null;
            }
        }
        if (taken != null) {
            taken.free();
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "Partition {0} of {1} has left memory ({2} bytes{3})",
                    block.partition,
                    block.node.operator,
                    freed,
                    block.disk == null ? "" : "; it is on disk");
        }
        release(block);
        return freed;
    }

    /** A copy on disk, or null when it can't be written, which is said. */
    private @Nullable Records write(KeptNode node, Records records) {
        Builder builder = null;
        try (ChunkReader in = records.open()) {
            builder = builder(StorageLevel.DISK_ONLY, node, node);
            while (in.next(ChunkReader.CHUNK)) {
                builder.add(in.array, in.from, in.to);
            }
            return builder.finish();
        } catch (Exception e) {
            if (builder != null) {
                builder.abort();
            }
            unwritable(node, e);
            return null;
        }
    }

    private void unwritable(KeptNode node, Exception cause) {
        boolean secured;
        synchronized (this) {
            secured = node.secured;
            if (node.saidUnwritable || closed) {
                return;
            }
            node.saidUnwritable = true;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "What is kept of " + node.operator + " doesn't fit in memory and can't go to disk ("
                        + cause.getMessage() + "). "
                        + (secured
                                ? "It stays in memory, since what it was computed from is let go; other things have less"
                                : "It is computed again where it is needed"),
                cause);
    }

    // ---- forgetting

    /** Whether every partition is kept, so that nothing upstream is needed. */
    public synchronized boolean hasAll(Lineage node) {
        KeptNode kept = nodes.get(node);
        return kept != null && kept.present == kept.blocks.length;
    }

    /** Whether a partition is kept. */
    public synchronized boolean isKept(Lineage node, int partition) {
        KeptNode kept = nodes.get(node);
        return kept != null && kept.blocks[partition] != null;
    }

    /** {@link io.waterclock.engine.Engine#secure}. */
    public synchronized List<Integer> secure(Lineage node) {
        KeptNode kept = nodes.get(node);
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < node.numPartitions(); i++) {
            if (kept == null || kept.blocks[i] == null) {
                missing.add(i);
            }
        }
        if (missing.isEmpty() && kept != null) {
            kept.secured = true;
        }
        return missing;
    }

    /** Forgets what is kept of a node. Memory and files are given back: at once, or by the last who reads. */
    public void drop(Lineage node) {
        KeptNode kept;
        synchronized (this) {
            kept = nodes.remove(node);
        }
        if (kept != null) {
            drop(List.of(kept));
        }
    }

    private void forgetCollected() {
        List<KeptNode> collected;
        synchronized (this) {
            collected = nodes.takeCollected();
        }
        drop(collected);
    }

    private void drop(List<KeptNode> dropped) {
        List<Block> over = new ArrayList<>();
        synchronized (this) {
            for (KeptNode node : dropped) {
                for (Block block : node.blocks) {
                    if (block != null) {
                        forget(block);
                        if (block.users == 0) {
                            over.add(block);
                        }
                    }
                }
            }
        }
        over.forEach(Block::free);
    }

    /** Under the monitor. Whoever finds that it has no user frees it. */
    private void forget(Block block) {
        if (!block.dropped) {
            block.dropped = true;
            if (block.memory != null) {
                shelfOf(block.memory).remove(block);
            }
            block.node.blocks[block.partition] = null;
            block.node.present--;
        }
    }

    /** Forgets everything, and keeps nothing any more. */
    public void close() {
        List<KeptNode> all;
        synchronized (this) {
            closed = true;
            all = nodes.takeAll();
        }
        drop(all);
    }

    // ---- readers

    /** Reads a block, which is used until the end. */
    private final class BlockReader extends ChunkReader {
        private final Block block;
        private ChunkReader in;
        private boolean begun;
        private boolean closed;

        BlockReader(Block block, ChunkReader in) {
            this.block = block;
            this.in = in;
            this.array = in.array;
        }

        /** Reads the first record already, to see whether it can be read. */
        void begin() throws IOException {
            begun = advance(1);
        }

        private boolean advance(int max) throws IOException {
            try {
                return in.next(max);
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e); // what is kept throws no other
            }
        }

        @Override
        public boolean isInMemory() {
            return in.isInMemory();
        }

        @Override
        public boolean next(int max) {
            boolean more;
            try {
                more = begun || advance(max);
            } catch (IOException e) {
                lost(block, e);
                close();
                throw new OutputMissing();
            }
            begun = false;
            array = in.array;
            from = in.from;
            to = in.to;
            if (!more) {
                close();
            }
            return more;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                in = ChunkReader.of(new Object[0], 0, 0);
                release(block);
            }
        }
    }
}
